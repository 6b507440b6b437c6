#include "lab/capture/session.h"

#include <algorithm>

#include "lab/capture/key_advice.h"

namespace keyrace {
namespace {

constexpr std::size_t kMessages = 16;
constexpr std::size_t kHandshakes = 4;
constexpr std::size_t kCandidates = 16;
constexpr std::size_t kListed = 64;

std::optional<std::size_t> place_of(EapolKeyMessage message) {
  switch (message) {
    case EapolKeyMessage::k4Way1:
      return 0;
    case EapolKeyMessage::k4Way2:
      return 1;
    case EapolKeyMessage::k4Way3:
      return 2;
    case EapolKeyMessage::k4Way4:
      return 3;
    case EapolKeyMessage::kGroup1:
    case EapolKeyMessage::kGroup2:
    case EapolKeyMessage::kMicFailureReport:
    case EapolKeyMessage::kOther:
      return std::nullopt;
  }
  return std::nullopt;
}

void note_mixed(const AirFrame& frame, const SenderKeys& sender, SideFindings& side) {
  const Moment now{frame.n, frame.t_ns};
  if (!side.first_mixed) side.first_mixed = now;
  side.last_mixed = now;
  ++side.mixed;
  if (is_reversed(sender.mic_epoch)) ++side.reversed;
  if (sender.mic_epoch) side.mixed_with = sender.mic_epoch->epoch;
}

}  // namespace

Session::Session(const MacAddress& ap, const MacAddress& sta, ReceivingSide::Judged judged)
    : ap_side_(epochs_, true, sta, judged), sta_side_(epochs_, false, ap, judged) {
  findings.ap = ap;
  findings.sta = sta;
}

std::vector<GroupKey> Session::know_pmks(const std::vector<Pmk>& pmks) {
  bool any_new = false;
  for (const Pmk& pmk : pmks) any_new |= handshake_.add_pmk(pmk);
  if (!any_new) return {};
  std::vector<GroupKey> keys;
  findings.mics_right = findings.mics_wrong = findings.mics_unchecked = 0;
  begun_.clear();
  over_.clear();
  for (const EapolMessage& message : messages_)
    std::ranges::move(explain(message), std::back_inserter(keys));
  return keys;
}

void Session::know_security(const SecurityElement& security, bool negotiated) {
  if (negotiated_ && !negotiated) return;
  findings.security = security;
  negotiated_ = negotiated_ || negotiated;
}

void Session::add_key(const EpochKey& key, const Moment& told) {
  const std::size_t before = epochs_.keys().size();
  epochs_.add(key);
  std::erase_if(candidates_, [&](const Candidate& each) { return each.key.tk == key.tk; });
  if (epochs_.keys().size() == before) return;
  EpochFindings epoch{
      .number = static_cast<int>(before + 1), .key_id = {}, .key = key, .told = told, .first = {}};
  findings.epochs.push_back(std::move(epoch));
  if (told) current_ = static_cast<int>(before + 1);
  Changeover changeover;
  changeover.epoch = static_cast<int>(before + 1);
  changeover.fresh = std::exchange(fresh_, false);
  for (const Begun& begun : begun_) {
    if (begun.tk == key.tk) changeover.handshake = begun.findings;
  }
  findings.changeovers.push_back(std::move(changeover));
}

void Session::add_candidate(const EpochKey& key, const Moment& told) {
  const bool known = std::ranges::find(epochs_.keys(), key) != epochs_.keys().end() ||
                     std::ranges::find(candidates_, key, &Candidate::key) != candidates_.end();
  if (known || key.tk == TemporalKey{}) return;
  candidates_.push_back({key, told});
  if (candidates_.size() > kCandidates) candidates_.erase(candidates_.begin());
}

std::vector<GroupKey> Session::on_eapol_key(EapolMessage message) {
  messages_.push_back(std::move(message));
  if (messages_.size() > kMessages) messages_.pop_front();
  return explain(messages_.back());
}

std::vector<GroupKey> Session::explain(const EapolMessage& message) {
  const EapolKey& key = message.key;
  const auto ptk = handshake_.on_message(findings.ap, findings.sta, key);
  note_message(message, ptk);
  if (key.mic_present && handshake_.has_pmk()) count_mic(ptk.has_value());
  if (key.message() == EapolKeyMessage::k4Way2 && (ptk || !negotiated_)) {
    // The security element with which the STA associated is in its 2/4.
    if (const auto security = find_security_element(key.key_data)) know_security(*security, true);
  }
  if (!ptk) return {};
  const std::vector<EpochKey> keys = possible_keys(*ptk);
  const bool installed = key.message() == EapolKeyMessage::k4Way4;
  for (const EpochKey& each : keys) {
    if (installed && keys.size() == 1) {
      add_key(each, message.at);
    } else {
      add_candidate(each, message.at);
    }
  }
  if (key.message() == EapolKeyMessage::kGroup2) note_group_message_2(message);
  const auto group = group_key(ptk->kek, key);
  if (!group) return {};
  if (key.message() == EapolKeyMessage::kGroup1) note_group_message_1(*group, message);
  return {*group};
}

// Neither a message that is explained again nor a retry on the air, whose replay counter is the
// same, is a new one.
void Session::note_group_message_1(const GroupKey& group, const EapolMessage& message) {
  auto& handshakes = findings.group_handshakes;
  const auto has = [](const GroupHandshake& each, const auto& same) {
    return std::ranges::any_of(each.message_1, same);
  };
  const auto is_this = [&](const auto& sent) { return sent.at.n == message.at.n; };
  const auto is_retried = [&](const auto& sent) {
    return sent.replay_counter == message.key.replay_counter;
  };
  if (std::ranges::any_of(handshakes, [&](const auto& each) { return has(each, is_this); })) return;
  const bool repeated =
      !handshakes.empty() && handshakes.back().key == group && !handshakes.back().message_2;
  if (repeated && has(handshakes.back(), is_retried)) return;
  if (!repeated) handshakes.push_back({.key = group, .message_1 = {}, .message_2 = {}});
  auto& sent = handshakes.back().message_1;
  if (sent.size() < kListed) sent.push_back({message.at, message.key.replay_counter});
}

void Session::note_group_message_2(const EapolMessage& message) {
  const auto answered = [&](const GroupHandshake& each) {
    return std::ranges::find(each.message_1, message.key.replay_counter,
                             &GroupHandshake::Message1::replay_counter) != each.message_1.end();
  };
  auto& handshakes = findings.group_handshakes;
  const auto found = std::find_if(handshakes.rbegin(), handshakes.rend(), answered);
  if (found != handshakes.rend() && !found->message_2) found->message_2 = message.at;
}

// A MIC that fits no key is wrong only if the nonces of its handshake are known.
void Session::count_mic(bool right) {
  if (right) {
    ++findings.mics_right;
  } else if (!begun_.empty() && !begun_.back().lacks_nonce()) {
    ++findings.mics_wrong;
  } else {
    ++findings.mics_unchecked;
  }
}

// With a PTK that is known, its own. Else the AP's messages tell by their ANonce, the STA's by
// their replay counter; what can't be told so is of the newest that has no key yet, unless it is a
// 2/4 whose 1/4 was not captured.
Session::Begun& Session::handshake_of(const EapolKey& key, const std::optional<Ptk>& ptk) {
  const auto newest = [&](const auto& fits) {
    const auto found = std::find_if(begun_.rbegin(), begun_.rend(), fits);
    return found == begun_.rend() ? nullptr : &*found;
  };
  const auto of_ptk = [&](const Begun& each) { return ptk && each.tk == ptk->key.tk; };
  const auto answered = [&](const Begun& each) {
    return !each.tk && std::ranges::find(each.replay_counters, key.replay_counter) !=
                           each.replay_counters.end();
  };
  const auto of_anonce = [&](const Begun& each) { return each.anonce == key.nonce; };
  const auto is_open = [&](const Begun& each) {
    const bool other = key.ack || (!ptk && key.message() == EapolKeyMessage::k4Way2);
    return !each.tk && !(other && each.anonce);
  };
  Begun* found = newest(of_ptk);
  if (!found) found = key.ack ? newest(of_anonce) : newest(answered);
  if (!found) found = newest(is_open);
  if (found) return *found;
  begun_.emplace_back();
  if (begun_.size() > kHandshakes) {
    note_over(begun_.front());
    begun_.pop_front();
  }
  return begun_.back();
}

void Session::note_message(const EapolMessage& message, const std::optional<Ptk>& ptk) {
  const EapolKey& key = message.key;
  const auto place = place_of(key.message());
  if (!place) return;
  Begun& begun = handshake_of(key, ptk);
  if (key.ack) {
    begun.anonce = key.nonce;
    if (begun.replay_counters.size() < kMessages)
      begun.replay_counters.push_back(key.replay_counter);
  } else if (key.nonce != Nonce{}) {
    begun.snonce_seen = true;
  }
  if (ptk) begun.tk = ptk->key.tk;
  HandshakeFindings::Message& seen = begun.findings.messages[*place];
  if (!seen.first) seen.first = message.at;
  seen.last = message.at;
  seen.encrypted = message.encrypted;
  ++seen.times;
  const auto epoch = begun.tk ? epochs_.tk_epoch(*begun.tk) : std::nullopt;
  if (epoch) findings.changeovers[static_cast<std::size_t>(*epoch - 1)].handshake = begun.findings;
}

// The cipher decides what of the PTK is a key. Not known: a frame will tell.
std::vector<EpochKey> Session::possible_keys(const Ptk& ptk) const {
  if (ptk.key.tk == TemporalKey{}) return {};
  const EpochKey tkip(ptk.key), ccmp = EpochKey::ccmp(ptk.key.tk);
  if (!findings.security || findings.security->pairwise.size() != 1) return {tkip, ccmp};
  const CipherSuite cipher = findings.security->pairwise.front();
  if (cipher == CipherSuite::kTkip) return {tkip};
  if (cipher == CipherSuite::kCcmp) return {ccmp};
  return {};
}

bool Session::open(const AirFrame& frame, bool from_ap, SenderKeys& sender, OpenedAhead* ahead) {
  link(from_ap).open(frame, epochs_, from_ap, sender, ahead);
  return sender.tk_epoch || open_with_candidate(frame, from_ap, sender);
}

bool Session::open_with_candidate(const AirFrame& frame, bool from_ap, SenderKeys& sender) {
  for (const Candidate& candidate : candidates_) {
    KeyEpochs alone;
    alone.add(candidate.key);
    LinkOpener trial;
    trial.open(frame, alone, from_ap, sender);
    if (!sender.tk_epoch) continue;
    const Candidate found = candidate;
    add_key(found.key, found.told);
    link(from_ap).open(frame, epochs_, from_ap, sender);
    return true;
  }
  return false;
}

void Session::note_sender(const AirFrame& frame, bool from_ap, const SenderKeys& sender) {
  const Moment now{frame.n, frame.t_ns};
  const int tk = *sender.tk_epoch;
  current_ = std::max(current_, tk);
  EpochFindings& epoch = findings.epochs[static_cast<std::size_t>(tk - 1)];
  if (!epoch.first || frame.n < epoch.first.n) epoch.first = now;
  ++epoch.frames;
  if (epoch.told.n > frame.n) ++epoch.early;

  const auto side_of = [&](std::size_t place) -> SideFindings& {
    return from_ap ? findings.changeovers[place].ap : findings.changeovers[place].sta;
  };
  const auto place = static_cast<std::size_t>(tk - 1);
  SideFindings& own = side_of(place);
  Moment& last = from_ap ? last_of_ap_ : last_of_sta_;
  if (!own.first_new) own.last_before = last;
  if (!own.first_new || frame.n < own.first_new.n) own.first_new = now;
  const bool signed_whole = sender.mic_epoch == MicEpoch{tk};
  if (signed_whole && !own.first_whole) own.first_whole = now;
  const bool is_mixed = !signed_whole && !frame.header.more_fragments;
  if (is_mixed && sender.cipher == FrameCipher::kTkip) note_mixed(frame, sender, own);
  for (std::size_t later = place + 1; later < findings.changeovers.size(); ++later) {
    if (side_of(later).first_new) ++side_of(later).late;
  }
  last = now;
}

void Session::note_verdict(const CaptureVerdict& verdict, int changeover) {
  if (changeover == 0) return;
  Changeover& current = findings.changeovers[static_cast<std::size_t>(changeover - 1)];
  DirectionFindings& direction = verdict.to_sta ? current.to_sta : current.to_ap;
  const Verdict what = verdict.frame.verdict;
  ++direction.verdicts[what];
  if (verdict.assumed && what == Verdict::kAccepted) {
    ++direction.assumed;
    const Moment at{verdict.frame.n, verdict.frame.t_ns};
    if (!direction.first_assumed) direction.first_assumed = at;
    direction.last_assumed = at;
  }
  if (verdict.assumed && what == Verdict::kMicFailure) ++direction.failed_by_report;
  const bool failed = what == Verdict::kIcvFailure || what == Verdict::kMicFailure;
  if (failed && direction.failed.size() < kListed) direction.failed.push_back(verdict.frame.n);
}

void Session::note_end(const LinkEnd& end) {
  if (!fresh_ && !epochs_.keys().empty()) findings.ends.push_back(end);
}

void Session::begin_anew() {
  ap_side_.forget();
  sta_side_.forget();
  last_of_ap_ = last_of_sta_ = {};
  fresh_ = true;
}

void Session::note_over(const Begun& begun) {
  const bool wrong_mic = !begun.tk && !begun.lacks_nonce();
  const bool has_epoch = begun.tk && epochs_.tk_epoch(*begun.tk);
  if (!wrong_mic && !has_epoch && over_.size() < kListed) over_.push_back(begun);
}

void Session::finish() {
  if (!handshake_.has_pmk()) return;
  for (const Begun& begun : std::exchange(begun_, {})) note_over(begun);
  for (const Begun& begun : over_) {
    const bool has_epoch = begun.tk && epochs_.tk_epoch(*begun.tk);
    if (!has_epoch) findings.without_epoch.push_back({begun.findings, begun.tk.has_value()});
  }
}

std::string Session::why_no_key() const {
  if (!epochs_.keys().empty()) {
    const bool lacks_nonce = !begun_.empty() && begun_.back().lacks_nonce();
    return "none of the " + std::to_string(epochs_.keys().size()) +
           " pairwise keys that are known opens it: " +
           (lacks_nonce ? "a nonce of the last handshake was not captured"
                        : "its handshake was not captured, or it was damaged");
  }
  if (const std::string never = why_no_pmk_helps(findings.security); !never.empty()) {
    return "no key: " + never;
  }
  std::string advice = pmk_advice(findings.security);
  if (!advice.empty()) advice = "; " + advice;
  if (findings.mics_wrong > 0) {
    return "no key: the MIC of its handshake fits none of the keys that were given" + advice;
  }
  if (findings.mics_unchecked > 0) return "no key: a nonce of its handshake was not captured";
  if (!messages_.empty() && !handshake_.has_pmk()) {
    return "no key: nothing was given for this network, or its SSID is not known" + advice;
  }
  if (!candidates_.empty()) return "no key that is known opens it";
  return "no key: its handshake was not captured";
}

}  // namespace keyrace
