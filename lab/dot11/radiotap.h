// The radiotap header that a monitor interface (hwsim0) puts before each frame. Called by verify
// for each captured packet. Arrow: capture -> verify. Layout: www.radiotap.org;
// ieee80211_radiotap_iterator_next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "lab/dot11/bytes.h"
#include "lab/dot11/parsed.h"

namespace keyrace {

// Of a field that occurs more than once (per antenna) the first counts.
struct Radiotap {
  std::size_t length = 0;                // the 802.11 frame starts here
  std::optional<std::uint64_t> tsft_us;  // the receiver's TSF
  std::optional<std::uint8_t> flags;
  std::optional<std::int8_t> signal_dbm;
  std::optional<std::uint16_t> channel_mhz;
  std::optional<std::uint16_t> tx_flags;

  bool fcs_at_end() const {
    return (flags.value_or(0) & 0x10) != 0;
  }  // 4 octets of FCS are captured
  // Octets between MAC header and body, so that the body starts at a multiple of 4.
  bool padded() const { return (flags.value_or(0) & 0x20) != 0; }
  bool bad_fcs() const { return (flags.value_or(0) & 0x40) != 0; }
};

// packet: from the first octet of radiotap to the end of the captured frame.
// Fields behind one that is unknown here (or behind TLVs) can't be located and are left absent.
Parsed<Radiotap> parse_radiotap(ByteSpan packet);

}  // namespace keyrace
