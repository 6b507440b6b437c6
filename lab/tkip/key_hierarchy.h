// From a passphrase or PMK to the pairwise keys of one handshake. Called by verify when the keys
// come from a passphrase instead of the key log. Arrow: capture -> verify. IEEE
// 802.11-2020, 12.7.1.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "lab/dot11/bytes.h"
#include "lab/dot11/mac_address.h"
#include "lab/tkip/key_material.h"

namespace keyrace {

struct Pmk {
  std::array<std::uint8_t, 32> octets{};
  friend constexpr auto operator<=>(const Pmk&, const Pmk&) = default;
};

struct Kck {
  std::array<std::uint8_t, 16> octets{};
  friend constexpr auto operator<=>(const Kck&, const Kck&) = default;
};

struct Kek {
  std::array<std::uint8_t, 16> octets{};
  friend constexpr auto operator<=>(const Kek&, const Kek&) = default;
};

using Nonce = std::array<std::uint8_t, 32>;

// With CCMP the same, and key.tk is the whole temporal key.
struct Ptk {
  Kck kck;
  Kek kek;
  TkipKey key;
  friend constexpr auto operator<=>(const Ptk&, const Ptk&) = default;
};

// The PSK, which is the PMK of WPA-Personal; J.4.1. ssid: 1 to 32 octets of any value.
// Like all here, throws std::runtime_error if OpenSSL does not have the algorithm.
Pmk pmk_from_passphrase(std::string_view passphrase, std::string_view ssid);

// PRF-n of 12.7.1.2 (HMAC-SHA1), for n = 8 * length.
std::vector<std::uint8_t> prf(ByteSpan key, std::string_view label, ByteSpan data,
                              std::size_t length);

// KDF-n of 12.7.1.6.2 with SHA-256, for n = 8 * length.
std::vector<std::uint8_t> kdf_sha256(ByteSpan key, std::string_view label, ByteSpan data,
                                     std::size_t length);

// What makes a PTK of a PMK; the AKM decides. In EAPOL-Key frames it shows as the descriptor
// version: 3 goes with SHA-256, and so does 0 with those AKMs whose PMK has 32 octets.
enum class PtkDerivation {
  kSha1,        // PRF-512; its first 384 bits are PRF-384, so CCMP needs no other
  kSha256Tkip,  // KDF-512
  kSha256Ccmp,  // KDF-384: the length is an input of it. The MIC keys of TKIP are zero
};

// aa: the authenticator's address (the BSSID), spa: the supplicant's.
Ptk derive_ptk(const Pmk& pmk, const MacAddress& aa, const MacAddress& spa, const Nonce& anonce,
               const Nonce& snonce, PtkDerivation derivation = PtkDerivation::kSha1);

}  // namespace keyrace
