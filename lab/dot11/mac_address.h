// A 48-bit MAC address in the order of transmission (IEEE 802.11-2020, 9.2.4.3). Used everywhere
// from the radios to the report; in the arrow capture -> verify it names transmitters and
// receivers.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "lab/dot11/hex.h"

namespace keyrace {

struct MacAddress {
  std::array<std::uint8_t, 6> octets{};

  // In the order of transmission.
  friend constexpr auto operator<=>(const MacAddress& a, const MacAddress& b) {
    return a.number() <=> b.number();
  }
  friend constexpr bool operator==(const MacAddress& a, const MacAddress& b) {
    return a.number() == b.number();
  }

  // 48 bits, the first octet in the most significant ones.
  constexpr std::uint64_t number() const {
    return std::uint64_t{load_be<std::uint32_t>(octets, 0)} << 16 |
           load_be<std::uint16_t>(octets, 4);
  }

  // "02:00:00:00:01:00", six pairs of hex digits of either case; anything else: nullopt.
  static constexpr std::optional<MacAddress> parse(std::string_view text);

  constexpr bool is_group() const { return (octets[0] & 0x01) != 0; }
  constexpr bool is_broadcast() const {
    for (const std::uint8_t octet : octets) {
      if (octet != 0xff) return false;
    }
    return true;
  }

  // Lower case.
  std::string to_string() const {
    std::string text;
    for (std::size_t i = 0; i < octets.size(); ++i) {
      if (i > 0) text += ':';
      text += to_hex(ByteSpan(octets).subspan(i, 1));
    }
    return text;
  }
};

constexpr std::optional<MacAddress> MacAddress::parse(std::string_view text) {
  MacAddress address;
  if (text.size() != 17) return std::nullopt;
  for (std::size_t i = 0; i < address.octets.size(); ++i) {
    const int high = hex_digit_value(text[3 * i]);
    const int low = hex_digit_value(text[3 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    if (i > 0 && text[3 * i - 1] != ':') return std::nullopt;
    address.octets[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return address;
}

}  // namespace keyrace

template <>
struct std::hash<keyrace::MacAddress> {
  std::size_t operator()(const keyrace::MacAddress& address) const noexcept {
    return std::hash<std::uint64_t>{}(address.number());
  }
};
