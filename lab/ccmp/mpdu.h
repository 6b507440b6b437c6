// A CCMP MPDU's body: its header, decryption with the check of the CCM MIC, and encryption. Called
// by verify with each candidate key; sealing is for tests. Arrow: capture -> verify.
// IEEE 802.11-2020, 12.5.3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "lab/ccmp/ccm.h"
#include "lab/dot11/bytes.h"
#include "lab/dot11/mac_header.h"
#include "lab/tkip/key_material.h"
#include "lab/tkip/tsc.h"

namespace keyrace {

// The packet number: 48 bits that count as TKIP's TSC does, from 1 under each new key.
using Pn = Tsc;

constexpr std::size_t kCcmpHeaderLength = 8;

struct CcmpHeader {
  Pn pn;
  KeyId key_id;
  bool ext_iv = false;  // false: not the standard's CCMP, but mac80211 does not look at it
};

// body: the frame body of a protected frame, without FCS. Fewer than 8 octets: nullopt.
std::optional<CcmpHeader> parse_ccmp_header(ByteSpan body);

// Whether the A-MSDU Present bit of QoS Control is covered: if both stations are capable of SPP
// A-MSDUs, which their RSN capabilities tell, and else not.
enum class AMsduBit { kMasked, kCovered };

// What the MIC covers of the MAC header: those parts that no retry, relay or power save changes.
// header: of a data frame.
std::vector<std::uint8_t> ccmp_aad(const MacHeader& header, AMsduBit bit = AMsduBit::kMasked);
CcmNonce ccmp_nonce(const MacHeader& header, Pn pn);

// body: | CCMP header (8) | ciphertext | encrypted MIC (8) |, without FCS. Gives the plaintext;
// nullopt: fewer than 16 octets, or the MIC is wrong under this key, for this MAC header. An A-MSDU
// is tried both ways: the MIC tells which AMsduBit its sender used.
std::optional<std::vector<std::uint8_t>> open_ccmp_mpdu(const TemporalKey& tk,
                                                        const MacHeader& header, ByteSpan body);

// Gives the body.
std::vector<std::uint8_t> seal_ccmp_mpdu(const TemporalKey& tk, const MacHeader& header, Pn pn,
                                         KeyId key_id, ByteSpan plaintext,
                                         AMsduBit bit = AMsduBit::kMasked);

}  // namespace keyrace
