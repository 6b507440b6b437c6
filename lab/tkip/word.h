// Whole words of a message, for algorithms that go through it word by word. Called by crc32 and
// michael. Arrow: capture -> verify.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace keyrace {

// Little endian. Unlike load_le a single instruction at any optimization, once unrolled.
template <std::unsigned_integral T>
T load_word(const std::uint8_t* octets) {
  T word = 0;
#pragma GCC unroll 8
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    word = static_cast<T>(word | static_cast<T>(octets[i]) << (8 * i));
  }
  return word;
}

}  // namespace keyrace
