// What a capture puts before each 802.11 frame, by its link type: nothing, radiotap, Prism, PPI or
// AVS. Called by verify for each captured packet. Arrow: capture -> verify.
// www.tcpdump.org/linktypes.html.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "lab/dot11/bytes.h"
#include "lab/dot11/parsed.h"

namespace keyrace {

struct LinkHeader {
  std::size_t length = 0;   // the 802.11 frame starts here
  std::optional<bool> fcs;  // whether 4 octets of FCS end the frame; absent: it does not say
  bool bad_fcs = false;     // it was wrong, whether it is there or not
};

// packet: from the link header on. Malformed: also a link type that is none of these.
Parsed<LinkHeader> parse_link_header(std::uint16_t link_type, ByteSpan packet);

}  // namespace keyrace
