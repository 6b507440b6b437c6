// Octets as the air and capture files carry them: the view type, and integers of either byte order
// at any offset (no alignment needed). Used by every parser of the arrow capture -> verify.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace keyrace {

using ByteSpan = std::span<const std::uint8_t>;

enum class ByteOrder { kLittle, kBig };

// Precondition of every load: at + sizeof(T) <= bytes.size().
template <std::unsigned_integral T>
constexpr T load(ByteSpan bytes, std::size_t at, ByteOrder order) {
  std::uint64_t value = 0;
#pragma GCC unroll 8  // then it is a single instruction
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    const std::size_t significant_first = order == ByteOrder::kBig ? i : sizeof(T) - 1 - i;
    value = (value << 8) | bytes[at + significant_first];
  }
  return static_cast<T>(value);
}

template <std::unsigned_integral T>
constexpr T load_le(ByteSpan bytes, std::size_t at) {
  return load<T>(bytes, at, ByteOrder::kLittle);
}

template <std::unsigned_integral T>
constexpr T load_be(ByteSpan bytes, std::size_t at) {
  return load<T>(bytes, at, ByteOrder::kBig);
}

// Precondition: at + sizeof(T) <= bytes.size().
template <std::unsigned_integral T>
constexpr void store_le(std::span<std::uint8_t> bytes, std::size_t at, T value) {
#pragma GCC unroll 8  // then it is a single instruction
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    bytes[at + i] = static_cast<std::uint8_t>(std::uint64_t{value} >> (8 * i));
  }
}

template <std::unsigned_integral T>
void append_le(std::vector<std::uint8_t>& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    out.push_back(static_cast<std::uint8_t>(std::uint64_t{value} >> (8 * i)));
  }
}

}  // namespace keyrace
