#include "lab/verify/sender_keys.h"

#include "lab/ccmp/mpdu.h"
#include "lab/tkip/michael.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr std::size_t kMichaelLength = 8;

// All epochs, the likeliest first: the one at hand, the next one, then from the newest down. In a
// run of thousands of keys nearly every frame is under the same key as the one before it.
std::vector<int> trial_order(const KeyEpochs& epochs, std::optional<int> at_hand) {
  const int count = static_cast<int>(epochs.keys().size());
  std::vector<int> order;
  for (const int near : {at_hand.value_or(0), at_hand.value_or(0) + 1}) {
    if (near >= 1 && near <= count) order.push_back(near);
  }
  for (int epoch = count; epoch > 0; --epoch) order.push_back(epoch);
  return order;
}

const EpochKey& key_of(const KeyEpochs& epochs, int epoch) {
  return epochs.keys()[static_cast<std::size_t>(epoch - 1)];
}

// The epoch whose MIC key of this direction made `mic`.
std::optional<MicEpoch> find_mic(const MacHeader& header, ByteSpan msdu, const MichaelMic& mic,
                                 const KeyEpochs& epochs, bool from_ap,
                                 std::optional<int> tk_epoch) {
  for (const int epoch : trial_order(epochs, tk_epoch)) {
    const EpochKey& key = key_of(epochs, epoch);
    if (key.cipher == FrameCipher::kTkip &&
        michael_mic(key.mic_key(from_ap), *header.da(), *header.sa(), header.tid, msdu) == mic) {
      return epochs.mic_epoch(key.mic_key(from_ap), from_ap);
    }
  }
  return std::nullopt;
}

// Takes Michael off the MSDU and finds the key that made it.
void take_off_mic(const MacHeader& header, const KeyEpochs& epochs, bool from_ap,
                  SenderKeys& result) {
  if (result.msdu.size() < kMichaelLength) {
    result.msdu.clear();
    return;
  }
  MichaelMic mic;
  std::copy(result.msdu.end() - kMichaelLength, result.msdu.end(), mic.begin());
  result.msdu.resize(result.msdu.size() - kMichaelLength);
  result.mic_epoch = find_mic(header, result.msdu, mic, epochs, from_ap, result.tk_epoch);
  if (result.mic_epoch) return;
  const auto other = find_mic(header, result.msdu, mic, epochs, !from_ap, result.tk_epoch);
  if (other) result.mic_epoch = MicEpoch{other->epoch, MicDirection::kOther};
}

}  // namespace

SenderKeys SenderKeyFinder::find(const AirFrame& frame, const KeyEpochs& epochs, bool from_ap) {
  SenderKeys result;
  if (!epochs.keys().empty()) result.cipher = epochs.keys().back().cipher;
  open_with_any(frame, epochs, result);
  auto msdu = assemble(frame, result);
  if (msdu) result.msdu = std::move(*msdu);
  switch (result.cipher) {
    case FrameCipher::kTkip:
      if (msdu) take_off_mic(frame.header, epochs, from_ap, result);
      break;
    case FrameCipher::kCcmp:
      result.mic_epoch = result.tk_epoch;
      break;
  }
  return result;
}

void SenderKeyFinder::open_with_any(const AirFrame& frame, const KeyEpochs& epochs,
                                    SenderKeys& result) {
  const auto last = last_epoch_.try_emplace({*frame.header.ta(), frame.header.ra()}, 0).first;
  for (const int epoch : trial_order(epochs, last->second)) {
    const EpochKey& key = key_of(epochs, epoch);
    auto plaintext = open(frame, key);
    if (!plaintext) continue;
    result.tk_epoch = epochs.tk_epoch(key.tk);
    result.plaintext = std::move(*plaintext);
    result.cipher = key.cipher;
    last->second = epoch;
    return;
  }
}

std::optional<Octets> SenderKeyFinder::open(const AirFrame& frame, const EpochKey& key) {
  switch (key.cipher) {
    case FrameCipher::kTkip:
      break;
    case FrameCipher::kCcmp:
      return open_ccmp_mpdu(key.tk, frame.header, frame.body);
  }
  return open_tkip(frame, key.tk);
}

std::optional<Octets> SenderKeyFinder::open_tkip(const AirFrame& frame, const TemporalKey& tk) {
  const auto header = parse_tkip_header(frame.body);
  if (!header || !header->ext_iv) return std::nullopt;
  const std::uint32_t iv32 = header->tsc.iv32();
  const MacAddress ta = *frame.header.ta();
  auto [entry, fresh] = phase1_.try_emplace({tk, ta});
  if (fresh || entry->second.first != iv32) entry->second = {iv32, phase1(tk, ta, iv32)};
  auto opened = open_mpdu(tk, entry->second.second, frame.body);
  if (!opened || !opened->icv_ok) return std::nullopt;
  return std::move(opened->plaintext);
}

std::optional<Octets> SenderKeyFinder::assemble(const AirFrame& frame, const SenderKeys& opened) {
  const MacHeader& header = frame.header;
  PartialMsdu& partial = partial_[{*header.ta(), header.ra(), header.qos ? header.tid : -1}];
  if (header.fragment == 0) partial = {header.sequence, 0, {}};
  const bool again = header.retry && header.fragment > 0 && partial.seq == header.sequence &&
                     partial.next_fragment == header.fragment + 1;
  if (again) return std::nullopt;
  if (!opened.tk_epoch || partial.seq != header.sequence ||
      partial.next_fragment != header.fragment) {
    partial.next_fragment = -1;  // a piece is missing: this MSDU can't be checked any more
    return std::nullopt;
  }
  partial.octets.insert(partial.octets.end(), opened.plaintext.begin(), opened.plaintext.end());
  ++partial.next_fragment;
  if (header.more_fragments) return std::nullopt;
  return partial.octets;
}

}  // namespace keyrace
