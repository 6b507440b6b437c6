// EAPOL-Key frames: the messages of the 4-way and the group key handshake, which start every key
// epoch. Called by verify on each EAPOL frame. Arrow: capture -> verify. IEEE 802.11-2020, 12.7.2.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "lab/dot11/bytes.h"
#include "lab/dot11/parsed.h"

namespace keyrace {

enum class KeyDescriptor : std::uint8_t { kRsn = 2, kWpa = 254 };

enum class EapolKeyMessage {
  k4Way1,
  k4Way2,
  k4Way3,
  k4Way4,
  kGroup1,
  kGroup2,
  kMicFailureReport,
  kOther,
};

// "4way-1", "group-2", "mic-failure-report", "other".
const char* to_string(EapolKeyMessage message);

struct EapolKey {
  KeyDescriptor descriptor = KeyDescriptor::kRsn;

  // Key Information
  // 3 bits: 1 HMAC-MD5 and RC4, 2 HMAC-SHA1 and AES, 3 CMAC and AES, 0 what the AKM says
  std::uint8_t version = 0;
  bool pairwise = false;           // Key Type
  std::uint8_t wpa_key_index = 0;  // 2 bits: the group key's ID in descriptor 254; reserved in 2
  bool install = false;
  bool ack = false;
  bool mic_present = false;
  bool secure = false;
  bool error = false;
  bool request = false;
  bool encrypted = false;  // Encrypted Key Data; never set in descriptor 254

  std::uint16_t key_length = 0;  // octets
  std::uint64_t replay_counter = 0;
  std::array<std::uint8_t, 32> nonce{};
  std::array<std::uint8_t, 16> iv{};
  std::array<std::uint8_t, 8> rsc{};  // little endian, as the key's TSC counts
  std::array<std::uint8_t, 16> mic{};
  std::vector<std::uint8_t> key_data;  // as it is in the frame, perhaps encrypted

  // What the MIC covers: the whole EAPOL frame without padding, its MIC field zeroed.
  std::vector<std::uint8_t> mic_input;

  // Told by content: 4/4 is a 2/4 without key data (its Secure bit differs between WPA and RSN).
  EapolKeyMessage message() const;
};

// eapol: from the protocol version on (behind SNAP). Octets behind the EAPOL body (padding) are
// ignored.
Parsed<EapolKey> parse_eapol_key(ByteSpan eapol);

enum class EapolMicCheck {
  kRight,
  kWrong,
  kNotChecked,  // no MIC in it, or a version above 3
};

// With version 0 the AKM decides the algorithm, which the frame does not name: the MIC is right if
// one of them makes it. AKMs with MICs of more than 16 octets (SHA-384, SHA-512) are not read.
// Throws std::runtime_error if OpenSSL does not have the algorithm.
EapolMicCheck verify_mic(std::span<const std::uint8_t, 16> kck, const EapolKey& key);

}  // namespace keyrace
