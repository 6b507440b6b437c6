#include "lab/verify/receiver.h"

#include <algorithm>

namespace keyrace {
namespace {

// ieee80211_get_keyid: the same place in all ciphers' headers.
constexpr std::size_t kKeyIdOctet = 3;

KeyId key_id(const AirFrame& frame) {
  return KeyId{static_cast<std::uint8_t>(frame.body[kKeyIdOctet] >> 6)};
}

// ieee80211_key_identical: of a STA's group key the sending half is not compared.
bool identical(const InstalledKey& one, const InstalledKey& other, bool group) {
  return one.cipher == other.cipher && one.tk == other.tk && one.rx_mic == other.rx_mic &&
         (group || one.tx_mic == other.tx_mic);
}

}  // namespace

Receiver::Reception Receiver::make_reception(const InstalledKey& key) const {
  switch (key.cipher) {
    case FrameCipher::kTkip:
      break;
    case FrameCipher::kCcmp:
      return CcmpReception(key.initial_tsc);
  }
  return TkipReception(key.initial_tsc, model_ == ReceiverModel::kMac80211);
}

Receiver::ActiveKey Receiver::make_active(const InstalledKey& key) {
  return {key, next_colour_++, make_reception(key)};
}

InstallEffect Receiver::install_pairwise(const MacAddress& peer, const InstalledKey& key) {
  std::optional<ActiveKey>& old = peers_[peer].pairwise;
  if (old && identical(old->key, key, false)) return InstallEffect::kSameAgain;
  old = make_active(key);
  return InstallEffect::kNewKey;
}

InstallEffect Receiver::install_group(KeyId id, const InstalledKey& key) {
  const auto old = group_.find(id);
  const bool same = old != group_.end() && identical(old->second.key, key, true);
  if (same) return InstallEffect::kSameAgain;
  group_.insert_or_assign(id, make_active(key));
  return InstallEffect::kNewKey;
}

void Receiver::remove_pairwise(const MacAddress& peer) {
  const auto found = peers_.find(peer);
  if (found != peers_.end()) found->second.pairwise.reset();
}
void Receiver::remove_group(KeyId id) {
  group_.erase(id);
}

void Receiver::remove_station(const MacAddress& peer) {
  peers_.erase(peer);
}

void Receiver::remove_all() {
  peers_.clear();
  group_.clear();
}

bool Receiver::has_pairwise(const MacAddress& peer) const {
  const auto found = peers_.find(peer);
  return found != peers_.end() && found->second.pairwise;
}

bool Receiver::has_keys() const {
  const auto has_key = [](const auto& peer) { return peer.second.pairwise.has_value(); };
  return !group_.empty() || std::ranges::any_of(peers_, has_key);
}

Judgement Receiver::process(const AirFrame& frame, const SenderKeys& sender) {
  Peer& peer = peers_[*frame.header.ta()];
  if (is_duplicate(frame, peer)) {
    return judge(Verdict::kDuplicate, "a retry with the sequence number of the frame before it");
  }
  if (!frame.header.protected_frame) {
    return judge(Verdict::kUnprotected, "a data frame in the clear after a key was installed");
  }
  if (frame.body.size() <= kKeyIdOctet) {
    return judge(Verdict::kMalformed, "too short to hold a key ID");
  }
  ActiveKey* active = key_for(frame, peer);
  if (!active) {
    return judge(Verdict::kNoKey, "sent under " +
                                      epoch_name(sender.tk_epoch, frame.header.ra().is_group()) +
                                      ", the receiver had no key for it");
  }
  Judgement judgement = receive(frame, sender, *active, peer);
  judgement.tk_epoch = active->key.tk_epoch;
  judgement.mic_epoch = active->key.mic_epoch;
  return judgement;
}

// ieee80211_rx_h_check_dup: group frames are not looked at.
bool Receiver::is_duplicate(const AirFrame& frame, Peer& peer) {
  const MacHeader& mac = frame.header;
  if (mac.ra().is_group()) return false;
  const std::uint32_t control = static_cast<std::uint32_t>(mac.sequence) << 4 | mac.fragment;
  auto& last = peer.last_sequence_control[static_cast<std::size_t>(sequence_stream(mac) + 1)];
  if (mac.retry && last == control) return true;
  last = control;
  return false;
}

// ieee80211_rx_h_decrypt: a pairwise key for what is sent to one, a group key for the rest.
Receiver::ActiveKey* Receiver::key_for(const AirFrame& frame, Peer& peer) {
  if (frame.header.ra().is_group()) {
    const auto found = group_.find(key_id(frame));
    return found == group_.end() ? nullptr : &found->second;
  }
  return peer.pairwise ? &*peer.pairwise : nullptr;
}

Judgement Receiver::receive(const AirFrame& frame, const SenderKeys& sender, ActiveKey& active,
                            Peer& peer) {
  return std::visit(
      [&](auto& cipher) {
        if (auto refused = cipher.decrypt(frame, sender, active.key)) return *std::move(refused);
        auto held = defragment(frame, active, cipher.fragment_counter(frame), peer);
        return held ? *std::move(held) : cipher.finish(frame, sender, active.key);
      },
      active.reception);
}

// ieee80211_rx_h_defragment. Nothing: the MSDU is whole.
std::optional<Judgement> Receiver::defragment(const AirFrame& frame, const ActiveKey& active,
                                              std::optional<Tsc> counter, Peer& peer) {
  const MacHeader& mac = frame.header;
  if (mac.fragment == 0 && !mac.more_fragments) return std::nullopt;
  if (mac.ra().is_group()) {
    return judge(Verdict::kFragmentDropped, "decrypted, but a group frame is never in fragments");
  }
  return peer.fragments.add(frame, active.colour, counter);
}

}  // namespace keyrace
