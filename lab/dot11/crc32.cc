#include "lab/dot11/crc32.h"

#include <algorithm>

namespace keyrace {
namespace {

// The generator, reflected: x^32 + x^26 + x^23 + x^22 + x^16 + x^12 + x^11 + x^10 + x^8 + x^7 + x^5
// + x^4 + x^2 + x + 1
constexpr std::uint32_t kGenerator = 0xedb88320;

constexpr std::size_t kSlices = 8;

// [0]: the remainder of each octet; [n]: of the same octet with n octets of zero behind it.
using Remainders = std::array<std::array<std::uint32_t, 256>, kSlices>;

constexpr Remainders remainders() {
  Remainders table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t remainder = i;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? kGenerator : 0);
    }
    table[0][i] = remainder;
  }
  for (std::size_t slice = 1; slice < kSlices; ++slice) {
    for (std::size_t i = 0; i < 256; ++i) {
      const std::uint32_t before = table[slice - 1][i];
      table[slice][i] = (before >> 8) ^ table[0][before & 0xff];
    }
  }
  return table;
}

constexpr Remainders kRemainders = remainders();

// A CRC is linear: that of 8 octets is the sum of those of each of them with zeros behind it. These
// 8 lookups don't wait for each other.
[[gnu::always_inline]] inline std::uint32_t add_slice(std::uint32_t crc, ByteSpan octets) {
  const std::uint64_t slice = load_le<std::uint64_t>(octets, 0) ^ crc;
  std::uint32_t sum = 0;
#pragma GCC unroll 8
  for (std::size_t behind = 0; behind < kSlices; ++behind) {
    sum ^= kRemainders[behind][slice >> (8 * (kSlices - 1 - behind)) & 0xff];
  }
  return sum;
}

// Starts with all ones and ends with the complement.
constexpr std::uint32_t kStart = 0xffffffff;

std::uint32_t finish(std::uint32_t crc, ByteSpan data) {
  for (; data.size() >= kSlices; data = data.subspan(kSlices)) crc = add_slice(crc, data);
  for (const std::uint8_t octet : data) crc = (crc >> 8) ^ kRemainders[0][(crc ^ octet) & 0xff];
  return ~crc;
}

}  // namespace

std::uint32_t crc32(ByteSpan data) {
  return finish(kStart, data);
}

std::array<std::uint32_t, kCrcLanes> crc32s(const std::array<ByteSpan, kCrcLanes>& data) {
  std::array<std::uint32_t, kCrcLanes> crcs;
  crcs.fill(kStart);
  const std::size_t shortest = std::ranges::min(data, {}, &ByteSpan::size).size();
  const std::size_t together = shortest / kSlices * kSlices;
  for (std::size_t at = 0; at < together; at += kSlices) {
#pragma GCC unroll 4
    for (std::size_t lane = 0; lane < kCrcLanes; ++lane) {
      crcs[lane] = add_slice(crcs[lane], data[lane].subspan(at));
    }
  }
  for (std::size_t lane = 0; lane < kCrcLanes; ++lane) {
    crcs[lane] = finish(crcs[lane], data[lane].subspan(together));
  }
  return crcs;
}

}  // namespace keyrace
