#include "lab/verify/link_opener.h"

#include <algorithm>

#include "lab/ccmp/mpdu.h"
#include "lab/tkip/michael.h"
#include "lab/tkip/mpdu_batch.h"
#include "lab/verify/streams.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

// Keys that are tried on a frame: so many rekeys ago nobody's queue begins.
constexpr int kTried = 64;

// The one at hand, the next one, then from the newest down. In a run of thousands of keys nearly
// every frame is under the same key as the one before it.
std::vector<int> likeliest_first(const KeyEpochs& epochs, int at_hand) {
  const int count = static_cast<int>(epochs.keys().size());
  std::vector<int> order;
  for (const int near : {at_hand, at_hand + 1}) {
    if (near >= 1 && near <= count) order.push_back(near);
  }
  for (int epoch = count; epoch > std::max(0, count - kTried); --epoch) {
    if (epoch != at_hand && epoch != at_hand + 1) order.push_back(epoch);
  }
  return order;
}

const EpochKey& key_of(const KeyEpochs& epochs, int epoch) {
  return epochs.keys()[static_cast<std::size_t>(epoch - 1)];
}

// The epoch whose MIC key of this direction made `mic`.
std::optional<MicEpoch> find_mic(const MacHeader& header, ByteSpan msdu, const MichaelMic& mic,
                                 const KeyEpochs& epochs, bool from_ap, int tk_epoch) {
  for (const int epoch : likeliest_first(epochs, tk_epoch)) {
    const EpochKey& key = key_of(epochs, epoch);
    if (key.cipher == FrameCipher::kTkip &&
        michael_mic(key.mic_key(from_ap), *header.da(), *header.sa(), header.tid, msdu) == mic) {
      return epochs.mic_epoch(key.mic_key(from_ap), from_ap);
    }
  }
  return std::nullopt;
}

// Takes Michael off the MSDU and finds the key that made it.
void take_off_mic(const MacHeader& header, const KeyEpochs& epochs, bool from_ap, bool is_known,
                  SenderKeys& result) {
  if (result.msdu.size() < kMichaelLength) {
    result.msdu.clear();
    return;
  }
  MichaelMic mic;
  std::copy(result.msdu.end() - kMichaelLength, result.msdu.end(), mic.begin());
  result.msdu.resize(result.msdu.size() - kMichaelLength);
  const int tk_epoch = result.tk_epoch.value_or(0);
  if (is_known) {
    result.mic_epoch = tk_epoch;
    return;
  }
  result.mic_epoch = find_mic(header, result.msdu, mic, epochs, from_ap, tk_epoch);
  if (result.mic_epoch) return;
  const auto other = find_mic(header, result.msdu, mic, epochs, !from_ap, tk_epoch);
  if (other) result.mic_epoch = MicEpoch{other->epoch, MicDirection::kOther};
}

}  // namespace

void LinkOpener::open(const AirFrame& frame, const KeyEpochs& epochs, bool from_ap,
                      SenderKeys& result, OpenedAhead* ahead) {
  result.tk_epoch.reset();
  result.mic_epoch.reset();
  result.plaintext_length = 0;
  result.msdu.clear();
  result.cipher = epochs.keys().empty() ? FrameCipher::kTkip : epochs.keys().back().cipher;
  open_with_any(frame, epochs, result, ahead);
  const bool whole = assemble(frame, result);
  if (!whole) result.msdu.clear();
  switch (result.cipher) {
    case FrameCipher::kTkip:
      if (whole) {
        const bool is_known = ahead && ahead->mic_ok && result.tk_epoch == ahead->epoch;
        take_off_mic(frame.header, epochs, from_ap, is_known, result);
      }
      break;
    case FrameCipher::kCcmp:
      result.mic_epoch = result.tk_epoch;
      break;
  }
}

int LinkOpener::likeliest(const KeyEpochs& epochs) const {
  const int count = static_cast<int>(epochs.keys().size());
  // A handshake has ended since: most senders use its key at once.
  if (known_ > 0 && count > known_) return count;
  return last_epoch_ >= 1 ? std::min(last_epoch_, count) : std::min(1, count);
}

void LinkOpener::open_with_any(const AirFrame& frame, const KeyEpochs& epochs, SenderKeys& result,
                               OpenedAhead* ahead) {
  const auto opened_with = [&](int epoch) {
    result.tk_epoch = epochs.tk_epoch(key_of(epochs, epoch).tk);
    result.cipher = key_of(epochs, epoch).cipher;
    result.plaintext_length = result.msdu.size();
    last_epoch_ = epoch;
    known_ = static_cast<int>(epochs.keys().size());
  };
  const bool was_tried = ahead && ahead->epoch != 0;
  if (was_tried && ahead->icv_ok) {
    result.msdu.swap(ahead->plaintext);
    return opened_with(ahead->epoch);
  }
  const auto opens = [&](int epoch) {
    auto plaintext = open_with(frame, key_of(epochs, epoch), epoch);
    if (!plaintext) return false;
    result.msdu = std::move(*plaintext);
    opened_with(epoch);
    return true;
  };
  std::vector<int> left = likeliest_first(epochs, likeliest(epochs));
  if (left.empty()) return;
  const int tried = was_tried ? ahead->epoch : left.front();
  if (!was_tried && opens(tried)) return;
  std::erase(left, tried);
  if (const auto likely = find_snap(frame, epochs, left)) {
    if (opens(*likely)) return;
    std::erase(left, *likely);
  }
  if (const auto found = open_with_each(frame, epochs, left, result.msdu)) {
    return opened_with(*found);
  }
  for (const int epoch : left) {
    if (key_of(epochs, epoch).cipher != FrameCipher::kTkip && opens(epoch)) return;
  }
}

std::optional<int> LinkOpener::open_with_each(const AirFrame& frame, const KeyEpochs& epochs,
                                              std::span<const int> among, Octets& plaintext) {
  const auto header = parse_tkip_header(frame.body);
  if (!header) return std::nullopt;
  std::vector<Ttak> ttaks(among.size());
  std::vector<Octets> plaintexts(among.size());
  std::vector<MpduToOpen> batch;
  std::vector<int> of;
  for (const int epoch : among) {
    const EpochKey& key = key_of(epochs, epoch);
    if (key.cipher != FrameCipher::kTkip) continue;
    const std::size_t i = batch.size();
    ttaks[i] = ttak(epoch, key.tk, *frame.header.ta(), header->tsc.iv32());
    batch.push_back({&key.tk, &ttaks[i], frame.body, &plaintexts[i]});
    of.push_back(epoch);
  }
  open_mpdus(batch);
  const auto found = std::ranges::find(batch, true, &MpduToOpen::icv_ok);
  if (found == batch.end()) return std::nullopt;
  plaintext = std::move(*found->plaintext);
  return of[static_cast<std::size_t>(found - batch.begin())];
}

std::optional<int> LinkOpener::find_snap(const AirFrame& frame, const KeyEpochs& epochs,
                                         std::span<const int> among) {
  const auto header = parse_tkip_header(frame.body);
  if (!header || frame.header.fragment > 0 || frame.header.a_msdu) return std::nullopt;
  std::vector<KeyToTry> keys;
  std::vector<int> of;
  for (const int epoch : among) {
    const EpochKey& key = key_of(epochs, epoch);
    if (key.cipher != FrameCipher::kTkip) continue;
    keys.push_back({&key.tk, ttak(epoch, key.tk, *frame.header.ta(), header->tsc.iv32())});
    of.push_back(epoch);
  }
  const auto found = find_key_of_snap(keys, frame.body);
  return found ? std::optional(of[*found]) : std::nullopt;
}

std::optional<Octets> LinkOpener::open_with(const AirFrame& frame, const EpochKey& key, int epoch) {
  switch (key.cipher) {
    case FrameCipher::kTkip:
      break;
    case FrameCipher::kCcmp:
      return open_ccmp_mpdu(key.tk, frame.header, frame.body);
  }
  return open_tkip(frame, key, epoch);
}

std::optional<Octets> LinkOpener::open_tkip(const AirFrame& frame, const EpochKey& key, int epoch) {
  const auto header = parse_tkip_header(frame.body);
  if (!header || !header->ext_iv) return std::nullopt;
  const Ttak& phase1 = ttak(epoch, key.tk, *frame.header.ta(), header->tsc.iv32());
  auto opened = open_mpdu(key.tk, phase1, frame.body);
  if (!opened || !opened->icv_ok) return std::nullopt;
  return std::move(opened->plaintext);
}

const Ttak& LinkOpener::ttak(int epoch, const TemporalKey& tk, const MacAddress& ta,
                             std::uint32_t iv32) {
  const auto place = static_cast<std::size_t>(epoch - 1);
  if (place >= ttaks_.size()) ttaks_.resize(place + 1);
  std::optional<KnownTtak>& known = ttaks_[place];
  if (!known || known->iv32 != iv32) known = {iv32, phase1(tk, ta, iv32)};
  return known->ttak;
}

bool LinkOpener::assemble(const AirFrame& frame, SenderKeys& result) {
  const MacHeader& header = frame.header;
  if (header.fragment == 0 && !header.more_fragments) return result.tk_epoch.has_value();
  PartialMsdu& partial = partial_[sequence_stream(header)];
  if (header.fragment == 0) partial = {header.sequence, 0, {}};
  const bool again = header.retry && header.fragment > 0 && partial.seq == header.sequence &&
                     partial.next_fragment == header.fragment + 1;
  if (again) return false;
  if (!result.tk_epoch || partial.seq != header.sequence ||
      partial.next_fragment != header.fragment) {
    partial.next_fragment = -1;  // a piece is missing: this MSDU can't be checked any more
    return false;
  }
  partial.octets.insert(partial.octets.end(), result.msdu.begin(), result.msdu.end());
  ++partial.next_fragment;
  if (header.more_fragments) return false;
  result.msdu = partial.octets;
  return true;
}

}  // namespace keyrace
