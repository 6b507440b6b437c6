#include "lab/verify/receiver.h"

#include <algorithm>

namespace keyrace {
namespace {

constexpr std::size_t kMinTkipBody = 12;  // TKIP header and ICV
constexpr std::size_t kMicLength = 8;
// net/mac80211: IEEE80211_FRAGMENT_MAX, and how long a fragment is kept.
constexpr std::size_t kFragmentEntries = 4;
constexpr std::uint64_t kFragmentLifetimeNs = 2'000'000'000;
constexpr int kComplete = -1;

std::string epoch_name(std::optional<int> epoch, bool group) {
  return epoch ? (group ? "GTK " : "PTK ") + std::to_string(*epoch) : std::string("an unknown key");
}

// rx->seqno_idx: frames without QoS are counted apart.
int stream_of(const MacHeader& header) {
  return header.qos ? header.tid : -1;
}

// rx->security_idx: without QoS the first context.
std::size_t context_index(const MacHeader& header) {
  return header.qos ? header.tid : 0;
}

// ieee80211_tkip_decrypt_data: TSC 0 is taken once, by a key that has not seen a frame.
bool is_replay(Tsc tsc, Tsc last, bool initialised) {
  return tsc < last || (tsc == last && (last.value != 0 || initialised));
}

Judgement judge(Verdict verdict, std::string why) {
  Judgement judgement;
  judgement.verdict = verdict;
  judgement.why = std::move(why);
  return judgement;
}

// What ieee80211_tkip_decrypt_data refuses before it looks at the TSC. Nothing: it goes on.
std::optional<Judgement> check_format(const AirFrame& frame, const TkipHeader& header) {
  if (frame.body.size() < kMinTkipBody || !header.ext_iv) {
    return judge(Verdict::kMalformed, "too short for TKIP, or without the extended IV");
  }
  if (!frame.header.ra().is_group() && header.key_id.value != 0) {
    return judge(Verdict::kMalformed, "sent to one receiver with key ID " +
                                          std::to_string(header.key_id.value) +
                                          ": TKIP's pairwise key ID is 0");
  }
  return std::nullopt;
}

}  // namespace

Receiver::ActiveKey Receiver::make_active(const InstalledKey& key) {
  ActiveKey active{key, next_colour_++, {}};
  for (Context& context : active.contexts) context.tsc = key.initial_tsc;
  return active;
}

void Receiver::install_pairwise(const MacAddress& peer, const InstalledKey& key) {
  const auto old = pairwise_.find(peer);
  const bool same = old != pairwise_.end() && old->second.key.tk == key.tk &&
                    old->second.key.rx_mic == key.rx_mic && old->second.key.tx_mic == key.tx_mic;
  if (!same) pairwise_.insert_or_assign(peer, make_active(key));
}

// Of a STA's group key the sending half is not compared (ieee80211_key_identical).
void Receiver::install_group(KeyId id, const InstalledKey& key) {
  const auto old = group_.find(id);
  const bool same =
      old != group_.end() && old->second.key.tk == key.tk && old->second.key.rx_mic == key.rx_mic;
  if (!same) group_.insert_or_assign(id, make_active(key));
}

void Receiver::remove_pairwise(const MacAddress& peer) {
  pairwise_.erase(peer);
}
void Receiver::remove_group(KeyId id) {
  group_.erase(id);
}

void Receiver::remove_station(const MacAddress& peer) {
  pairwise_.erase(peer);
  partial_.erase(peer);
  std::erase_if(last_sequence_control_, [&](const auto& each) { return each.first.first == peer; });
}

void Receiver::remove_all() {
  pairwise_.clear();
  group_.clear();
  last_sequence_control_.clear();
  partial_.clear();
}

Judgement Receiver::process(const AirFrame& frame, const SenderKeys& sender) {
  const MacHeader& mac = frame.header;
  if (is_duplicate(frame)) {
    return judge(Verdict::kDuplicate, "a retry with the sequence number of the frame before it");
  }
  if (!mac.protected_frame) {
    return judge(Verdict::kUnprotected, "a data frame in the clear after a key was installed");
  }
  const auto header = parse_tkip_header(frame.body);
  if (!header) return judge(Verdict::kMalformed, "too short for TKIP");
  ActiveKey* active = key_for(frame, *header);
  if (!active) {
    return judge(Verdict::kNoKey, "sent under " + epoch_name(sender.tk_epoch, mac.ra().is_group()) +
                                      ", the receiver had no key for it");
  }
  std::optional<Judgement> judgement = check_format(frame, *header);
  if (!judgement) judgement = decrypt(frame, *header, sender, *active);
  if (!judgement) judgement = defragment(frame, *active);
  if (!judgement) judgement = check_mic(frame, *header, sender, *active);
  judgement->tk_epoch = active->key.tk_epoch;
  judgement->mic_epoch = active->key.mic_epoch;
  return *judgement;
}

// ieee80211_rx_h_check_dup: group frames are not looked at.
bool Receiver::is_duplicate(const AirFrame& frame) {
  const MacHeader& mac = frame.header;
  if (mac.ra().is_group()) return false;
  const std::uint32_t control = static_cast<std::uint32_t>(mac.sequence) << 4 | mac.fragment;
  const auto [last, first] =
      last_sequence_control_.try_emplace({*mac.ta(), stream_of(mac)}, control);
  if (!first && mac.retry && last->second == control) return true;
  last->second = control;
  return false;
}

// ieee80211_rx_h_decrypt: a pairwise key for what is sent to one, a group key for the rest.
Receiver::ActiveKey* Receiver::key_for(const AirFrame& frame, const TkipHeader& header) {
  if (frame.header.ra().is_group()) {
    const auto found = group_.find(header.key_id);
    return found == group_.end() ? nullptr : &found->second;
  }
  const auto found = pairwise_.find(*frame.header.ta());
  return found == pairwise_.end() ? nullptr : &found->second;
}

// ieee80211_tkip_decrypt_data. Nothing: decrypted, and the ICV is right.
std::optional<Judgement> Receiver::decrypt(const AirFrame& frame, const TkipHeader& header,
                                           const SenderKeys& sender, ActiveKey& active) {
  const bool group = frame.header.ra().is_group();
  const bool same_key = sender.tk_epoch && sender.tk_epoch == active.key.tk_epoch;
  const std::string mismatch = "encrypted under " + epoch_name(sender.tk_epoch, group) +
                               ", the receiver had " + epoch_name(active.key.tk_epoch, group) +
                               ": the ICV is wrong";
  Context& context = active.contexts[context_index(frame.header)];
  if (is_replay(header.tsc, context.tsc, context.initialised)) {
    const std::string low = "TSC " + std::to_string(header.tsc.value) +
                            " is not above the last accepted one, " +
                            std::to_string(context.tsc.value);
    if (same_key) return judge(Verdict::kReplay, low);
    Judgement judgement =
        judge(Verdict::kIcvFailure, mismatch + " (dropped before that: " + low + ")");
    judgement.at_replay_check = true;
    return judgement;
  }
  const std::uint32_t iv32 = header.tsc.iv32();
  if (!context.initialised || context.tsc.iv32() != iv32) {
    if (context.phase1_iv32 != iv32) context.poisoned_by = frame.n;
    context.phase1_iv32 = iv32;
    context.initialised = true;
  }
  if (!same_key) return judge(Verdict::kIcvFailure, mismatch);
  if (context.phase1_iv32 == iv32) return std::nullopt;
  Judgement judgement =
      judge(Verdict::kIcvFailure,
            "sent under the receiver's own key, but the receiver's cached phase 1 is for iv32 " +
                std::to_string(context.phase1_iv32) + " since frame " +
                std::to_string(context.poisoned_by));
  judgement.poisoned_by = context.poisoned_by;
  return judgement;
}

// ieee80211_rx_h_defragment. Nothing: the MSDU is whole.
std::optional<Judgement> Receiver::defragment(const AirFrame& frame, ActiveKey& active) {
  const MacHeader& mac = frame.header;
  if (mac.fragment == 0 && !mac.more_fragments) return std::nullopt;
  if (mac.ra().is_group()) {
    return judge(Verdict::kFragmentDropped, "decrypted, but a group frame is never in fragments");
  }
  std::list<PartialMsdu>& partial = partial_[*mac.ta()];
  if (mac.fragment == 0) {
    partial.push_front({stream_of(mac), mac.sequence, 0, active.colour, frame.t_ns});
    if (partial.size() > kFragmentEntries) partial.pop_back();
    Judgement held = judge(Verdict::kAccepted, "decrypted; the first fragment of its MSDU");
    held.held = true;
    return held;
  }
  const auto entry = std::ranges::find_if(partial, [&](const PartialMsdu& each) {
    return each.tid == stream_of(mac) && each.seq == mac.sequence &&
           each.last_fragment + 1 == mac.fragment && frame.t_ns - each.t_ns <= kFragmentLifetimeNs;
  });
  if (entry == partial.end()) {
    return judge(Verdict::kFragmentDropped, "decrypted, but the fragments before it are not there");
  }
  if (entry->colour != active.colour) {
    return judge(Verdict::kFragmentDropped,
                 "decrypted, but its MSDU's first fragment came under another key");
  }
  entry->last_fragment = mac.fragment;
  if (mac.more_fragments) {
    Judgement held = judge(Verdict::kAccepted, "decrypted; a further fragment of its MSDU");
    held.held = true;
    return held;
  }
  entry->last_fragment = kComplete;
  return std::nullopt;
}

// ieee80211_rx_h_michael_mic_verify; only here does the replay counter move.
Judgement Receiver::check_mic(const AirFrame& frame, const TkipHeader& header,
                              const SenderKeys& sender, ActiveKey& active) {
  const bool group = frame.header.ra().is_group();
  if (sender.plaintext.size() < kMicLength && frame.header.fragment == 0) {
    return judge(Verdict::kMalformed, "decrypted, but too short to hold a Michael MIC");
  }
  if (!sender.mic_epoch || sender.mic_epoch != active.key.mic_epoch) {
    return judge(Verdict::kMicFailure,
                 "encrypted under " + epoch_name(sender.tk_epoch, group) +
                     " and signed with the MIC key of " + epoch_name(sender.mic_epoch, group) +
                     ", the receiver had the TK of " + epoch_name(active.key.tk_epoch, group) +
                     " with the MIC key of " + epoch_name(active.key.mic_epoch, group) +
                     ": the ICV is right, Michael is wrong");
  }
  Context& context = active.contexts[context_index(frame.header)];
  context.tsc = header.tsc;
  return judge(Verdict::kAccepted,
               "sent under " + epoch_name(active.key.tk_epoch, group) + ", which the receiver had");
}

}  // namespace keyrace
