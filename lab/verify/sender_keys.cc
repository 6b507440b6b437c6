#include "lab/verify/sender_keys.h"

#include "lab/tkip/michael.h"

namespace keyrace {
namespace {

constexpr std::size_t kMicLength = 8;

}  // namespace

SenderKeys SenderKeyFinder::find(const AirFrame& frame, const KeyEpochs& epochs, bool from_ap) {
  SenderKeys result;
  const auto header = parse_tkip_header(frame.body);
  if (!header || !header->ext_iv) return result;
  // The newest key is the likeliest.
  for (std::size_t i = epochs.keys().size(); i > 0 && !result.tk_epoch; --i) {
    auto opened = open(frame, *header, epochs.keys()[i - 1].tk);
    if (!opened || !opened->icv_ok) continue;
    result.tk_epoch = static_cast<int>(i);
    result.plaintext = std::move(opened->plaintext);
  }
  find_mic(frame, epochs, from_ap, result);
  return result;
}

std::optional<OpenedMpdu> SenderKeyFinder::open(const AirFrame& frame, const TkipHeader& header,
                                                const TemporalKey& tk) {
  const std::uint32_t iv32 = header.tsc.iv32();
  const MacAddress ta = *frame.header.ta();
  auto [entry, fresh] = phase1_.try_emplace({tk, ta});
  if (fresh || entry->second.first != iv32) entry->second = {iv32, phase1(tk, ta, iv32)};
  return open_mpdu(tk, entry->second.second, frame.body);
}

void SenderKeyFinder::find_mic(const AirFrame& frame, const KeyEpochs& epochs, bool from_ap,
                               SenderKeys& result) {
  const MacHeader& header = frame.header;
  PartialMsdu& partial = partial_[{*header.ta(), header.ra(), header.qos ? header.tid : -1}];
  if (header.fragment == 0) partial = {header.sequence, 0, {}};
  const bool again = header.retry && header.fragment > 0 && partial.seq == header.sequence &&
                     partial.next_fragment == header.fragment + 1;
  if (again) return;
  if (!result.tk_epoch || partial.seq != header.sequence ||
      partial.next_fragment != header.fragment) {
    partial.next_fragment = -1;  // a piece is missing: this MSDU can't be checked any more
    return;
  }
  partial.octets.insert(partial.octets.end(), result.plaintext.begin(), result.plaintext.end());
  ++partial.next_fragment;
  if (header.more_fragments || partial.octets.size() < kMicLength) return;

  result.msdu.assign(partial.octets.begin(), partial.octets.end() - kMicLength);
  MichaelMic mic;
  std::copy(partial.octets.end() - kMicLength, partial.octets.end(), mic.begin());
  for (std::size_t i = epochs.keys().size(); i > 0; --i) {
    const TkipKey& key = epochs.keys()[i - 1];
    const MicKey& mic_key = from_ap ? key.mic_from_authenticator : key.mic_from_supplicant;
    if (michael_mic(mic_key, *header.da(), *header.sa(), header.tid, result.msdu) == mic) {
      result.mic_epoch = static_cast<int>(i);
      return;
    }
  }
}

}  // namespace keyrace
