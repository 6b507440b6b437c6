// The parts of a TKIP key, as types that can't be mixed up. Made from an install's 32 octets (key
// log) or a derived PTK. Arrow: capture -> verify. IEEE 802.11-2020, 12.8.1.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <utility>

namespace keyrace {

struct TemporalKey {
  std::array<std::uint8_t, 16> octets{};
  friend constexpr auto operator<=>(const TemporalKey&, const TemporalKey&) = default;
};

// One direction's Michael key.
struct MicKey {
  std::array<std::uint8_t, 8> octets{};
  friend constexpr auto operator<=>(const MicKey&, const MicKey&) = default;
};

struct TkipKey {
  TemporalKey tk;
  MicKey mic_from_authenticator;  // AP to STA
  MicKey mic_from_supplicant;     // STA to AP

  // | TK (16) | Michael key of what the authenticator sends (8) | of what the supplicant sends (8)
  // | The order of PTK and GTK, and of NL80211_KEY_DATA in an AP's install.
  static constexpr TkipKey from_authenticator(std::span<const std::uint8_t, 32> octets) {
    TkipKey key;
    std::copy_n(octets.begin(), 16, key.tk.octets.begin());
    std::copy_n(octets.begin() + 16, 8, key.mic_from_authenticator.octets.begin());
    std::copy_n(octets.begin() + 24, 8, key.mic_from_supplicant.octets.begin());
    return key;
  }

  // NL80211_KEY_DATA in a STA's install: | TK (16) | own TX Michael key (8) | own RX Michael key
  // (8) |
  static constexpr TkipKey from_supplicant(std::span<const std::uint8_t, 32> octets) {
    TkipKey key = from_authenticator(octets);
    std::swap(key.mic_from_authenticator, key.mic_from_supplicant);
    return key;
  }

  // NL80211_KEY_DATA of the AP's install, and of the STA's.
  constexpr std::array<std::uint8_t, 32> for_authenticator() const {
    std::array<std::uint8_t, 32> octets{};
    std::copy_n(tk.octets.begin(), 16, octets.begin());
    std::copy_n(mic_from_authenticator.octets.begin(), 8, octets.begin() + 16);
    std::copy_n(mic_from_supplicant.octets.begin(), 8, octets.begin() + 24);
    return octets;
  }
  constexpr std::array<std::uint8_t, 32> for_supplicant() const {
    return TkipKey{tk, mic_from_supplicant, mic_from_authenticator}.for_authenticator();
  }

  friend constexpr auto operator<=>(const TkipKey&, const TkipKey&) = default;
};

}  // namespace keyrace
