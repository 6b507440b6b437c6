#include "lab/ccmp/mpdu.h"

#include <algorithm>

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

std::uint8_t bit(bool set, unsigned position) {
  return static_cast<std::uint8_t>((set ? 1U : 0U) << position);
}

// Octet n of a PN, PN0 is the least significant.
std::uint8_t pn_octet(Pn pn, unsigned n) {
  return static_cast<std::uint8_t>(pn.value >> (8 * n));
}

void append(Octets& out, const MacAddress& address) {
  out.insert(out.end(), address.octets.begin(), address.octets.end());
}

}  // namespace

// | PN0 | PN1 | reserved | key ID (7-6), ExtIV (5) | PN2 | PN3 | PN4 | PN5 |
std::optional<CcmpHeader> parse_ccmp_header(ByteSpan body) {
  if (body.size() < kCcmpHeaderLength) return std::nullopt;
  CcmpHeader header;
  header.pn = Pn::of(load_le<std::uint32_t>(body, 4), load_le<std::uint16_t>(body, 0));
  header.key_id = KeyId{static_cast<std::uint8_t>(body[3] >> 6)};
  header.ext_iv = (body[3] & kExtIvBit) != 0;
  return header;
}

// | FC (2) | A1 | A2 | A3 | SC (2) | A4, To DS and From DS | QC (2), QoS |          12.5.3.3.3
// FC: subtype bits 4 to 6, retry, PM and more data 0, protected 1, +HTC 0 in QoS data
// SC: the sequence number 0, the fragment number as it is
// QC: the TID, and bit 7 (A-MSDU Present) as AMsduBit says; the others 0
Octets ccmp_aad(const MacHeader& header, AMsduBit a_msdu_bit) {
  const auto subtype = static_cast<std::uint8_t>(header.subtype & 0x8);
  Octets aad;
  aad.reserve(30);
  aad.push_back(
      static_cast<std::uint8_t>(subtype << 4 | static_cast<std::uint8_t>(header.type) << 2));
  aad.push_back(static_cast<std::uint8_t>(bit(header.to_ds, 0) | bit(header.from_ds, 1) |
                                          bit(header.more_fragments, 2) | bit(true, 6) |
                                          bit(header.order && !header.qos, 7)));
  append(aad, header.addr1);
  append(aad, *header.addr2);
  append(aad, *header.addr3);
  append_le(aad, static_cast<std::uint16_t>(header.fragment));
  if (header.addr4) append(aad, *header.addr4);
  if (header.qos) {
    aad.push_back(static_cast<std::uint8_t>(
        header.tid | bit(header.a_msdu && a_msdu_bit == AMsduBit::kCovered, 7)));
    aad.push_back(0);
  }
  return aad;
}

// | priority (bits 3-0), management (4) | A2 | PN5 ... PN0 |                       12.5.3.3.4
CcmNonce ccmp_nonce(const MacHeader& header, Pn pn) {
  CcmNonce nonce{};
  nonce[0] = header.qos ? header.tid : 0;
  std::ranges::copy(header.addr2->octets, nonce.begin() + 1);
  for (unsigned n = 0; n < 6; ++n) nonce[12 - n] = pn_octet(pn, n);
  return nonce;
}

std::optional<Octets> open_ccmp_mpdu(const TemporalKey& tk, const MacHeader& header,
                                     ByteSpan body) {
  const auto ccmp = parse_ccmp_header(body);
  if (!ccmp) return std::nullopt;
  const CcmNonce nonce = ccmp_nonce(header, ccmp->pn);
  const ByteSpan sealed = body.subspan(kCcmpHeaderLength);
  auto opened = ccm_open(tk, nonce, ccmp_aad(header), sealed);
  if (opened || !header.a_msdu) return opened;
  return ccm_open(tk, nonce, ccmp_aad(header, AMsduBit::kCovered), sealed);
}

Octets seal_ccmp_mpdu(const TemporalKey& tk, const MacHeader& header, Pn pn, KeyId key_id,
                      ByteSpan plaintext, AMsduBit a_msdu_bit) {
  const auto key_octet = static_cast<std::uint8_t>(key_id.value << 6 | kExtIvBit);
  Octets body{pn_octet(pn, 0), pn_octet(pn, 1), 0, key_octet, pn_octet(pn, 2), pn_octet(pn, 3),
              pn_octet(pn, 4), pn_octet(pn, 5)};
  const Octets sealed =
      ccm_seal(tk, ccmp_nonce(header, pn), ccmp_aad(header, a_msdu_bit), plaintext);
  body.insert(body.end(), sealed.begin(), sealed.end());
  return body;
}

}  // namespace keyrace
