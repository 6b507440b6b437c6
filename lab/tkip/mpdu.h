// A TKIP MPDU's body: its header, decryption with the ICV check, and encryption. Called by verify
// with each candidate key; sealing is for tests. Arrow: capture -> verify. IEEE
// 802.11-2020, 12.5.2.2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "lab/dot11/bytes.h"
#include "lab/dot11/mac_address.h"
#include "lab/tkip/key_material.h"
#include "lab/tkip/mixing.h"
#include "lab/tkip/tsc.h"

namespace keyrace {

constexpr std::size_t kTkipHeaderLength = 8;
constexpr std::size_t kIcvLength = 4;

// WEPSeed[1], of TSC1.
constexpr std::uint8_t wep_seed_octet(std::uint8_t tsc1) {
  return static_cast<std::uint8_t>((tsc1 | 0x20) & 0x7f);
}

struct TkipHeader {
  Tsc tsc;  // without ext_iv meaningless
  KeyId key_id;
  bool ext_iv = false;       // false: WEP, whose header ends after 4 octets
  bool wep_seed_ok = false;  // WEPSeed[1] = (TSC1 | 20) & 7f; false in nearly all CCMP frames
};

// | TSC1 | WEPSeed[1] | TSC0 | key ID (7-6), ExtIV (5) | TSC2 | TSC3 | TSC4 | TSC5 |
// body: the frame body of a protected frame, without FCS. Fewer than 8 octets: nullopt.
inline std::optional<TkipHeader> parse_tkip_header(ByteSpan body) {
  if (body.size() < kTkipHeaderLength) return std::nullopt;
  TkipHeader header;
  const auto iv16 = static_cast<std::uint16_t>(body[0] << 8 | body[2]);
  header.tsc = Tsc::of(load_le<std::uint32_t>(body, 4), iv16);
  header.key_id = KeyId{static_cast<std::uint8_t>(body[3] >> 6)};
  header.ext_iv = (body[3] & kExtIvBit) != 0;
  header.wep_seed_ok = body[1] == wep_seed_octet(body[0]);
  return header;
}

struct OpenedMpdu {
  bool icv_ok = false;
  std::vector<std::uint8_t>
      plaintext;  // without ICV; an MSDU (or its last fragment) ends with Michael
};

// body: | TKIP header (8) | ciphertext | encrypted ICV (4) |, without FCS.
// Fewer than 12 octets or no extended IV: nullopt. key_id and wep_seed_ok are the caller's to
// judge.
std::optional<OpenedMpdu> open_mpdu(const TemporalKey& tk, const MacAddress& ta, ByteSpan body);

// The same with a phase 1 result of the caller, who keeps it per iv32.
std::optional<OpenedMpdu> open_mpdu(const TemporalKey& tk, const Ttak& ttak, ByteSpan body);

// plaintext: with Michael where it belongs, without ICV. Gives the body.
std::vector<std::uint8_t> seal_mpdu(const TemporalKey& tk, const MacAddress& ta, Tsc tsc,
                                    KeyId key_id, ByteSpan plaintext);

}  // namespace keyrace
