#include "lab/tkip/mpdu.h"

#include <span>

#include "lab/dot11/crc32.h"
#include "lab/tkip/mpdu_batch.h"
#include "lab/tkip/rc4.h"

namespace keyrace {
namespace {

constexpr std::uint8_t kExtIvBit = 0x20;

std::uint8_t wep_seed_octet(std::uint8_t tsc1) {
  return static_cast<std::uint8_t>((tsc1 | 0x20) & 0x7f);
}

}  // namespace

// | TSC1 | WEPSeed[1] | TSC0 | key ID (7-6), ExtIV (5) | TSC2 | TSC3 | TSC4 | TSC5 |
std::optional<TkipHeader> parse_tkip_header(ByteSpan body) {
  if (body.size() < kTkipHeaderLength) return std::nullopt;
  TkipHeader header;
  const auto iv16 = static_cast<std::uint16_t>(body[0] << 8 | body[2]);
  header.tsc = Tsc::of(load_le<std::uint32_t>(body, 4), iv16);
  header.key_id = KeyId{static_cast<std::uint8_t>(body[3] >> 6)};
  header.ext_iv = (body[3] & kExtIvBit) != 0;
  header.wep_seed_ok = body[1] == wep_seed_octet(body[0]);
  return header;
}

std::optional<OpenedMpdu> open_mpdu(const TemporalKey& tk, const MacAddress& ta, ByteSpan body) {
  const auto header = parse_tkip_header(body);
  if (!header) return std::nullopt;
  return open_mpdu(tk, phase1(tk, ta, header->tsc.iv32()), body);
}

std::optional<OpenedMpdu> open_mpdu(const TemporalKey& tk, const Ttak& ttak, ByteSpan body) {
  const auto header = parse_tkip_header(body);
  if (!header || !header->ext_iv || body.size() < kTkipHeaderLength + kIcvLength)
    return std::nullopt;
  OpenedMpdu opened;
  MpduToOpen mpdu{&tk, &ttak, body, &opened.plaintext};
  open_mpdus({&mpdu, 1});
  opened.icv_ok = mpdu.icv_ok;
  return opened;
}

std::vector<std::uint8_t> seal_mpdu(const TemporalKey& tk, const MacAddress& ta, Tsc tsc,
                                    KeyId key_id, ByteSpan plaintext) {
  const auto tsc1 = static_cast<std::uint8_t>(tsc.iv16() >> 8);
  const auto key_octet = static_cast<std::uint8_t>(key_id.value << 6 | kExtIvBit);
  std::vector<std::uint8_t> body{tsc1, wep_seed_octet(tsc1),
                                 static_cast<std::uint8_t>(tsc.iv16() & 0xff), key_octet};
  append_le(body, tsc.iv32());
  body.insert(body.end(), plaintext.begin(), plaintext.end());
  append_le(body, crc32(plaintext));
  const WepSeed seed = phase2(tk, phase1(tk, ta, tsc.iv32()), tsc.iv16());
  Rc4(seed).apply(std::span(body).subspan(kTkipHeaderLength));
  return body;
}

}  // namespace keyrace
