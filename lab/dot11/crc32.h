// CRC-32 as the ICV of WEP and TKIP uses it, and the FCS. Called by mpdu and fcs_detector. Arrow:
// capture -> verify. IEEE 802.11-2020, 12.3.2.3 and 9.2.4.8.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "lab/dot11/bytes.h"

namespace keyrace {

// Goes little endian behind the data. For frames, which are short: twice as fast as zlib there.
std::uint32_t crc32(ByteSpan data);

// Several at once, octets by octets in turn, because each step waits for the one before.
constexpr std::size_t kCrcLanes = 4;
std::array<std::uint32_t, kCrcLanes> crc32s(const std::array<ByteSpan, kCrcLanes>& data);

}  // namespace keyrace
