// AES-128 in CCM mode with the parameters of CCMP-128: a MIC of M = 8 octets, a length field of
// L = 2. Called by mpdu. Arrow: capture -> verify. RFC 3610; IEEE 802.11-2020, 12.5.3.1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "lab/dot11/bytes.h"
#include "lab/tkip/key_material.h"

namespace keyrace {

constexpr std::size_t kCcmMicLength = 8;

using CcmNonce = std::array<std::uint8_t, 13>;

// sealed: | ciphertext | MIC (8) |. Gives the plaintext; nullopt: the MIC is wrong, or there is
// none.
std::optional<std::vector<std::uint8_t>> ccm_open(const TemporalKey& tk, const CcmNonce& nonce,
                                                  ByteSpan aad, ByteSpan sealed);

// Gives | ciphertext | MIC (8) |. plaintext: fewer than 65,536 octets.
std::vector<std::uint8_t> ccm_seal(const TemporalKey& tk, const CcmNonce& nonce, ByteSpan aad,
                                   ByteSpan plaintext);

}  // namespace keyrace
