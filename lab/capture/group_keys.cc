#include "lab/capture/group_keys.h"

#include <algorithm>

namespace keyrace {
namespace {

// Nothing: a cipher that is not supported, or a key of zeros.
std::optional<EpochKey> epoch_key(ByteSpan gtk) {
  constexpr std::size_t kTkip = 32, kCcmp = 16;
  if (std::ranges::all_of(gtk, [](std::uint8_t octet) { return octet == 0; })) return std::nullopt;
  if (gtk.size() == kTkip) return TkipKey::from_authenticator(gtk.first<kTkip>());
  if (gtk.size() != kCcmp) return std::nullopt;
  TemporalKey tk;
  std::ranges::copy(gtk, tk.octets.begin());
  return EpochKey::ccmp(tk);
}

KeyId key_id_of(const AirFrame& frame) {
  constexpr std::size_t kKeyIdOctet = 3;
  return KeyId{static_cast<std::uint8_t>(frame.body[kKeyIdOctet] >> 6)};
}

}  // namespace

GroupKeys::GroupKeys(const MacAddress& bssid) : receiver_(ReceiverModel::kStandard) {
  findings.bssid = bssid;
}

bool GroupKeys::add(const GroupKey& key, const Moment& told) {
  const auto epoch = epoch_key(key.gtk);
  return epoch && add(key.key_id, *epoch, told);
}

bool GroupKeys::add(KeyId key_id, const EpochKey& key, const Moment& told) {
  const std::size_t before = epochs_.keys().size();
  epochs_.add(key);
  std::erase(candidates_, key);
  if (epochs_.keys().size() == before) return false;
  findings.epochs.push_back({.pairwise = false,
                             .number = static_cast<int>(before + 1),
                             .key_id = key_id,
                             .key = key,
                             .told = told,
                             .first = {}});
  return true;
}

int GroupKeys::epoch_of(const GroupKey& key) const {
  const auto epoch = epoch_key(key.gtk);
  return epoch ? epochs_.tk_epoch(epoch->tk).value_or(0) : 0;
}

void GroupKeys::add_candidate(const EpochKey& key) {
  candidates_.push_back(key);
}

bool GroupKeys::open(const AirFrame& frame, SenderKeys& sender, OpenedAhead* ahead) {
  LinkOpener& opener = link(frame.header.ra());
  opener.open(frame, epochs_, true, sender, ahead);
  for (std::size_t i = 0; i < candidates_.size() && !sender.tk_epoch; ++i) {
    KeyEpochs alone;
    alone.add(candidates_[i]);
    LinkOpener().open(frame, alone, true, sender);
    if (!sender.tk_epoch) continue;
    add(key_id_of(frame), EpochKey(candidates_[i]), {});
    opener.open(frame, epochs_, true, sender);
  }
  if (!sender.tk_epoch) return false;
  EpochFindings& epoch = findings.epochs[static_cast<std::size_t>(*sender.tk_epoch - 1)];
  if (!epoch.first || frame.n < epoch.first.n) epoch.first = {frame.n, frame.t_ns};
  ++epoch.frames;
  if (epoch.told.n > frame.n) ++epoch.early;
  return true;
}

Judgement GroupKeys::judge(const AirFrame& frame, const SenderKeys& sender) {
  const KeyId id = key_id_of(frame);
  int& installed = installed_[id];
  const int epoch = *sender.tk_epoch;
  if (epoch > installed) {
    const EpochKey& key = epochs_.keys()[static_cast<std::size_t>(epoch - 1)];
    receiver_.install_group(id, {.tk = key.tk,
                                 .rx_mic = key.mic_from_authenticator,
                                 .tx_mic = {},
                                 .tk_epoch = epoch,
                                 .mic_epoch = MicEpoch{epoch},
                                 .initial_tsc = {},
                                 .cipher = key.cipher});
    installed = epoch;
  }
  return receiver_.process(frame, sender);
}

}  // namespace keyrace
