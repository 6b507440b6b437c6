// The TKIP sequence counter and the key ID of an MPDU. Used by mixing, mpdu and the receiver model.
// Arrow: capture -> verify. IEEE 802.11-2020, 12.5.2.6 and 9.4.1.
#pragma once

#include <compare>
#include <cstdint>

namespace keyrace {

// 48 bits: iv32 = TSC5..TSC2, iv16 = TSC1..TSC0.
struct Tsc {
  std::uint64_t value = 0;  // below 2^48

  static constexpr Tsc of(std::uint32_t iv32, std::uint16_t iv16) {
    return Tsc{std::uint64_t{iv32} << 16 | iv16};
  }
  constexpr std::uint32_t iv32() const { return static_cast<std::uint32_t>(value >> 16); }
  constexpr std::uint16_t iv16() const { return static_cast<std::uint16_t>(value & 0xffff); }

  friend constexpr auto operator<=>(const Tsc&, const Tsc&) = default;
};

struct KeyId {
  std::uint8_t value = 0;  // 0 to 3

  friend constexpr auto operator<=>(const KeyId&, const KeyId&) = default;
};

// Beside the key ID, in the headers of TKIP and CCMP: 8 octets long, not 4 as WEP's.
constexpr std::uint8_t kExtIvBit = 0x20;

}  // namespace keyrace
