// What a capture's link type puts before each 802.11 frame. Called by verify for each captured
// packet. Arrow: capture -> verify. www.tcpdump.org/linktypes.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "lab/dot11/bytes.h"
#include "lab/dot11/parsed.h"

namespace keyrace {

struct LinkHeader {
  std::size_t length = 0;     // the 802.11 frame starts here
  std::optional<bool> fcs{};  // whether it ends with its FCS; nullopt: the header does not tell
  bool padded = false;   // behind the MAC header to a multiple of 4, which was not so on the air
  bool bad_fcs = false;  // the receiver found the FCS wrong, be it captured or not
};

// 802.11 without a header, Prism, radiotap, AVS, PPI.
bool carries_80211(std::uint16_t link_type);

// "link type 1 (Ethernet) has no 802.11 frames; expected ..."
std::string wrong_link_type(std::uint16_t link_type);

// packet: as captured, to its end. Malformed, too: a link type that does not carry 802.11.
Parsed<LinkHeader> parse_link_header(std::uint16_t link_type, ByteSpan packet);

}  // namespace keyrace
