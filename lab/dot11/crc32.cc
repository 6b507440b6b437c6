#include "lab/dot11/crc32.h"

#include <array>
#include <cstddef>

namespace keyrace {
namespace {

// The generator, reflected: x^32 + x^26 + x^23 + x^22 + x^16 + x^12 + x^11 + x^10 + x^8 + x^7 + x^5
// + x^4 + x^2 + x + 1
constexpr std::uint32_t kGenerator = 0xedb88320;

constexpr std::array<std::uint32_t, 256> remainders() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t remainder = i;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? kGenerator : 0);
    }
    table[i] = remainder;
  }
  return table;
}

constexpr std::array<std::uint32_t, 256> kRemainders = remainders();

}  // namespace

// Starts with all ones and ends with the complement.
std::uint32_t crc32(ByteSpan data) {
  std::uint32_t crc = 0xffffffff;
  for (const std::uint8_t octet : data) crc = (crc >> 8) ^ kRemainders[(crc ^ octet) & 0xff];
  return ~crc;
}

}  // namespace keyrace
