#include "lab/dot11/crc32.h"

#include <zlib.h>

namespace keyrace {

// zlib's is the same CRC, and fast.
std::uint32_t crc32(ByteSpan data) {
  return static_cast<std::uint32_t>(::crc32_z(0, data.data(), data.size()));
}

}  // namespace keyrace
