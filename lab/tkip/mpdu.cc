#include "lab/tkip/mpdu.h"

#include <span>

#include "lab/dot11/crc32.h"
#include "lab/tkip/mpdu_batch.h"
#include "lab/tkip/rc4.h"

namespace keyrace {

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
