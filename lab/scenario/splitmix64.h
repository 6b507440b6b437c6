// SplitMix64's mixing of a number (Steele, Lea, Flood 2014): the same on every machine, which the
// standard library's distributions and hashes are not. Used where something is drawn or dealt out.
#pragma once

#include <cstdint>

namespace keyrace {

// By how much its state moves from one number to the next.
inline constexpr std::uint64_t kSplitMix64Step = 0x9e3779b97f4a7c15u;

constexpr std::uint64_t splitmix64(std::uint64_t state) {
  state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9u;
  state = (state ^ (state >> 27)) * 0x94d049bb133111ebu;
  return state ^ (state >> 31);
}

}  // namespace keyrace
