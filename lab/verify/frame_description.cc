#include "lab/verify/frame_description.h"

#include "lab/ccmp/mpdu.h"
#include "lab/dot11/llc.h"

namespace keyrace {
namespace {

// The frame's replay counter and key ID, where it has them.
void read_cipher_header(const AirFrame& frame, FrameVerdict& verdict) {
  switch (verdict.cipher) {
    case FrameCipher::kTkip:
      if (const auto header = parse_tkip_header(frame.body)) {
        verdict.tsc = header->tsc;
        verdict.key_id = header->key_id;
      }
      break;
    case FrameCipher::kCcmp:
      if (const auto header = parse_ccmp_header(frame.body)) {
        verdict.tsc = header->pn;
        verdict.key_id = header->key_id;
      }
      break;
  }
}

std::optional<Datagram> carried_datagram(const MacHeader& header, ByteSpan msdu) {
  constexpr std::size_t kIpv4AndUdp = 28;
  const auto snap = snap_of(header, msdu);
  if (!snap || snap->ethertype != kEthertypeIpv4 || snap->payload.size() < kIpv4AndUdp) {
    return std::nullopt;
  }
  return Datagram::read(snap->payload.subspan(kIpv4AndUdp));
}

}  // namespace

void describe_frame(const AirFrame& frame, const SenderKeys& sender, FrameVerdict& verdict) {
  const MacHeader& mac = frame.header;
  verdict.n = frame.n;
  verdict.ta = *mac.ta();
  verdict.ra = mac.ra();
  verdict.seq = mac.sequence;
  verdict.frag = mac.fragment;
  verdict.retry = mac.retry;
  verdict.group = mac.ra().is_group();
  verdict.protected_frame = mac.protected_frame;
  verdict.cipher = sender.cipher;
  if (mac.protected_frame) read_cipher_header(frame, verdict);
  verdict.tk_epoch = sender.tk_epoch;
  verdict.mic_epoch = sender.mic_epoch;
}

FrameVerdict describe_frame(const AirFrame& frame, const SenderKeys& sender,
                            const NodeNames& names) {
  FrameVerdict verdict;
  describe_frame(frame, sender, verdict);
  verdict.sender = names.name_of(frame.header.ta());
  verdict.datagram = carried_datagram(frame.header, sender.msdu);
  return verdict;
}

}  // namespace keyrace
