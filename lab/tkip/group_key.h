// The group key that an EAPOL-Key frame carries under the KEK. Called by verify on 3/4 of the 4-way
// handshake (RSN) and on message 1/2 of the group handshake. Arrow: capture -> verify.
// IEEE 802.11-2020, 12.7.2 (key data), 12.7.7 (group key handshake).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "lab/dot11/eapol_key.h"
#include "lab/tkip/key_hierarchy.h"
#include "lab/tkip/tsc.h"

namespace keyrace {

struct GroupKey {
  KeyId key_id;
  std::vector<std::uint8_t> gtk;  // TKIP: 32 octets in the order of TkipKey::from_authenticator
  friend auto operator<=>(const GroupKey&, const GroupKey&) = default;
};

// Version 1: RC4 with the key IV | KEK, its first 256 octets skipped. Nothing checks the result:
// verify the frame's MIC first. No key data: nullopt.
std::optional<std::vector<std::uint8_t>> unwrap_rc4(const Kek& kek,
                                                    const std::array<std::uint8_t, 16>& iv,
                                                    ByteSpan wrapped);

// Versions other than 1: AES key wrap, RFC 3394. nullopt: not wrapped with this KEK, or a length
// that can't be.
std::optional<std::vector<std::uint8_t>> unwrap_aes(const Kek& kek, ByteSpan wrapped);

// nullopt: this message carries no group key, or not under this KEK.
std::optional<GroupKey> group_key(const Kek& kek, const EapolKey& message);

}  // namespace keyrace
