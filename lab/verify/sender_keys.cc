#include "lab/verify/sender_keys.h"

#include "lab/ccmp/mpdu.h"
#include "lab/tkip/michael.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr std::size_t kMichaelLength = 8;

// The newest epoch whose MIC key of this direction made `mic`.
std::optional<int> find_mic(const MacHeader& header, ByteSpan msdu, const MichaelMic& mic,
                            const KeyEpochs& epochs, bool from_ap) {
  for (std::size_t i = epochs.keys().size(); i > 0; --i) {
    const EpochKey& key = epochs.keys()[i - 1];
    if (key.cipher == FrameCipher::kTkip &&
        michael_mic(key.mic_key(from_ap), *header.da(), *header.sa(), header.tid, msdu) == mic) {
      return static_cast<int>(i);
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
  if (const auto own = find_mic(header, result.msdu, mic, epochs, from_ap)) {
    result.mic_epoch = *own;
  } else if (const auto other = find_mic(header, result.msdu, mic, epochs, !from_ap)) {
    result.mic_epoch = MicEpoch{*other, MicDirection::kOther};
  }
}

}  // namespace

SenderKeys SenderKeyFinder::find(const AirFrame& frame, const KeyEpochs& epochs, bool from_ap) {
  SenderKeys result;
  if (!epochs.keys().empty()) result.cipher = epochs.keys().back().cipher;
  // The newest key is the likeliest.
  for (std::size_t i = epochs.keys().size(); i > 0 && !result.tk_epoch; --i) {
    const EpochKey& key = epochs.keys()[i - 1];
    auto plaintext = open(frame, key);
    if (!plaintext) continue;
    result.tk_epoch = static_cast<int>(i);
    result.plaintext = std::move(*plaintext);
    result.cipher = key.cipher;
  }
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
