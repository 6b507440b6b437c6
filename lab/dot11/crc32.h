// CRC-32 as the ICV of WEP and TKIP uses it, and the FCS. Called by mpdu and fcs_detector. Arrow:
// capture -> verify. IEEE 802.11-2020, 12.3.2.3 and 9.2.4.8.
#pragma once

#include <cstdint>

#include "lab/dot11/bytes.h"

namespace keyrace {

// Goes little endian behind the data. For frames, which are short: at least twice as fast as zlib
// there.
std::uint32_t crc32(ByteSpan data);

}  // namespace keyrace
