#include "lab/dot11/crc32.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <array>
#include <concepts>
#include <cstddef>

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

// A CRC is linear: that of several octets is the sum of those of each of them with zeros behind it.
// These lookups don't wait for each other. Slice: as many octets as this integer has.
template <std::unsigned_integral Slice>
[[gnu::always_inline]] inline std::uint32_t add_slice(std::uint32_t crc, ByteSpan octets) {
  const Slice slice = load_le<Slice>(octets, 0) ^ crc;
  std::uint32_t sum = 0;
#pragma GCC unroll 8
  for (std::size_t behind = 0; behind < sizeof(Slice); ++behind) {
    sum ^= kRemainders[behind][slice >> (8 * (sizeof(Slice) - 1 - behind)) & 0xff];
  }
  return sum;
}

template <std::unsigned_integral Slice>
[[gnu::always_inline]] inline std::uint32_t add_slices(std::uint32_t crc, ByteSpan& data) {
  for (; data.size() >= sizeof(Slice); data = data.subspan(sizeof(Slice))) {
    crc = add_slice<Slice>(crc, data);
  }
  return crc;
}

// Starts with all ones and ends with the complement.
constexpr std::uint32_t kStart = 0xffffffff;

std::uint32_t finish(std::uint32_t crc, ByteSpan data) {
  crc = add_slices<std::uint64_t>(crc, data);
  crc = add_slices<std::uint32_t>(crc, data);
  for (const std::uint8_t octet : data) crc = (crc >> 8) ^ kRemainders[0][(crc ^ octet) & 0xff];
  return ~crc;
}

#ifdef __x86_64__

// x^exponent modulo the generator, reflected, for a product that is reflected, too: that has one
// bit less than two words, so everything is moved by one.
constexpr std::int64_t power_of_x(unsigned exponent) {
  std::uint32_t power = 0x80000000;
  for (; exponent > 0; --exponent) power = (power >> 1) ^ ((power & 1) != 0 ? kGenerator : 0);
  return std::int64_t{power} << 1;
}

constexpr std::size_t kBlock = sizeof(__m128i);

bool can_fold(ByteSpan data) {
  return data.size() >= 2 * kBlock && __builtin_cpu_supports("pclmul") != 0;
}

// Takes the blocks of 16 off the data and gives their CRC so far. Two carry-less products take a
// block past the next one: its halves times x^(128 + 64) and x^128, which their reflection makes
// x^(128 + 32) and x^(128 - 32).
[[gnu::target("pclmul")]] std::uint32_t add_blocks(ByteSpan& data) {
  const __m128i powers = _mm_set_epi64x(power_of_x(128 - 32), power_of_x(128 + 32));
  const auto* block = reinterpret_cast<const __m128i*>(data.data());
  __m128i folded = _mm_loadu_si128(block);
  folded = _mm_xor_si128(folded, _mm_cvtsi32_si128(static_cast<int>(kStart)));
  const std::size_t blocks = data.size() / kBlock;
  for (std::size_t i = 1; i < blocks; ++i) {
    const __m128i low = _mm_clmulepi64_si128(folded, powers, 0x00);
    const __m128i high = _mm_clmulepi64_si128(folded, powers, 0x11);
    folded = _mm_xor_si128(_mm_xor_si128(low, high), _mm_loadu_si128(block + i));
  }
  data = data.subspan(blocks * kBlock);
  std::array<std::uint8_t, kBlock> octets;
  _mm_storeu_si128(reinterpret_cast<__m128i*>(octets.data()), folded);
  ByteSpan rest = octets;
  return add_slices<std::uint64_t>(0, rest);
}

#endif

}  // namespace

std::uint32_t crc32(ByteSpan data) {
#ifdef __x86_64__
  if (can_fold(data)) {
    const std::uint32_t crc = add_blocks(data);
    return finish(crc, data);
  }
#endif
  return finish(kStart, data);
}

}  // namespace keyrace
