#include "lab/capture/capture_walk.h"

#include <algorithm>

#include "lab/dot11/eapol_key.h"
#include "lab/dot11/llc.h"
#include "lab/dot11/reason_code.h"
#include "lab/verify/frame_description.h"

namespace keyrace {
namespace {

constexpr std::size_t kUnopened = 256;  // of one session, kept for a key that is told later
// A STA reports a MIC failure at once.
constexpr std::size_t kUnreported = 16;

bool is_mic_failure_report(const EapolKey& key) {
  return key.message() == EapolKeyMessage::kMicFailureReport && key.pairwise;
}

// The EAPOL-Key frame that the MSDU is.
std::optional<EapolKey> eapol_key_in(const MacHeader& header, ByteSpan msdu) {
  const auto eapol = eapol_in(header, msdu);
  return eapol ? parse_eapol_key(*eapol).value : std::nullopt;
}

}  // namespace

CaptureWalk::CaptureWalk(const GivenKeys& given, CaptureListener* listener)
    : given_(given),
      listener_(listener),
      pmks_(given),
      queue_([this](const QueuedVerdict& queued) { give_out(queued); }) {}

void CaptureWalk::take(const AirFrame& frame, OpenedAhead* ahead) {
  take_apart(frame, ahead);
  if (listener_) listener_->on_settled(queue_.first().value_or(frame.n + 1) - 1);
}

void CaptureWalk::take_apart(const AirFrame& frame, OpenedAhead* ahead) {
  ++findings_.captured;
  if (!findings_.first) findings_.first = {frame.n, frame.t_ns};
  if (!frame.malformed.empty()) {
    if (findings_.malformed++ == 0) {
      findings_.first_malformed = "packet " + std::to_string(frame.n) + ": " + frame.malformed;
    }
    return;
  }
  if (frame.header.type == FrameType::kManagement) return on_management(frame);
  if (!frame.header.is_data_with_body()) return;
  if (frame.header.protected_frame) return on_protected(frame, ahead);
  if (const auto ends = ends_of(frame.header)) on_clear(frame, *ends);
}

// To DS, From DS: see MacHeader::da.
std::optional<CaptureWalk::Ends> CaptureWalk::ends_of(const MacHeader& header) const {
  const MacAddress &ra = header.ra(), &ta = *header.ta();
  if (header.to_ds && header.from_ds) {
    const bool to_ap =
        sessions_.contains({ra, ta}) || (networks_.is_ap(ra) && !networks_.is_ap(ta));
    return to_ap ? Ends{ra, ta, false} : Ends{ta, ra, true};
  }
  if (header.from_ds) return Ends{ta, ra, true};
  if (header.to_ds) return Ends{ra, ta, false};
  return std::nullopt;
}

Session* CaptureWalk::find_session(const Ends& ends) {
  const auto is_of = [&](const SessionFindings& link) {
    return link.ap == ends.ap && link.sta == ends.sta;
  };
  if (last_session_ && is_of(last_session_->findings)) return last_session_;
  const auto found = sessions_.find({ends.ap, ends.sta});
  if (found == sessions_.end()) return nullptr;
  return last_session_ = found->second.get();
}

Session& CaptureWalk::session_of(const Ends& ends) {
  if (Session* found = find_session(ends)) return *found;
  std::unique_ptr<Session>& session = sessions_[{ends.ap, ends.sta}];
  session = std::make_unique<Session>(
      ends.ap, ends.sta, [this](std::uint64_t n, const Judgement& judgement, bool assumed) {
        decide(n, judgement, assumed);
      });
  const KeyEpochs logged = logged_pairwise_keys(given_.log, ends.ap, ends.sta);
  for (const EpochKey& key : logged.keys()) session->add_key(key, {});
  for (const EpochKey& key : given_.temporal_keys) session->add_candidate(key, {});
  know_keys(*session);
  return *session;
}

GroupKeys& CaptureWalk::group_of(const MacAddress& bssid) {
  std::unique_ptr<GroupKeys>& group = groups_[bssid];
  if (!group) {
    group = std::make_unique<GroupKeys>(bssid);
    group->findings.ssid = networks_.ssid(bssid);
    for (const LoggedGroupKey& logged : logged_group_keys(given_.log, bssid)) {
      group->add(logged.key_id, logged.key, {});
    }
    for (const EpochKey& key : given_.temporal_keys) group->add_candidate(key);
  }
  return *group;
}

void CaptureWalk::know_network(const MacAddress& bssid) {
  const auto group = groups_.find(bssid);
  if (group != groups_.end()) group->second->findings.ssid = networks_.ssid(bssid);
  for (const auto& [link, session] : sessions_) {
    if (link.first == bssid) know_keys(*session);
  }
}

void CaptureWalk::know_keys(Session& session) {
  const MacAddress &ap = session.findings.ap, &sta = session.findings.sta;
  session.findings.ssid = networks_.ssid(ap);
  if (const auto security = networks_.negotiated(ap, sta)) {
    session.know_security(*security, true);
  } else if (const auto offer = networks_.offered(ap)) {
    session.know_security(*offer, false);
  }
  learn(session, session.know_pmks(pmks_.pmks(session.findings.ssid)), {});
}

void CaptureWalk::on_management(const AirFrame& frame) {
  const MacHeader& mac = frame.header;
  const MacAddress bssid = *mac.addr3;
  if (networks_.note(frame)) know_network(bssid);
  const bool leaves = is_leaving(mac);
  const bool begins = mac.subtype == kAuthentication || mac.subtype == kAssociationRequest ||
                      mac.subtype == kReassociationRequest;
  if (!leaves && !begins) return;
  const MacAddress other = *mac.ta() == bssid ? mac.ra() : *mac.ta();
  const std::optional<std::uint16_t> reason = frame.leaving_reason();
  for (const auto& [link, session] : sessions_) {
    if (link.first != bssid || (link.second != other && !other.is_group())) continue;
    if (leaves) session->note_end({{frame.n, frame.t_ns}, *mac.ta(), reason.value_or(0)});
    session->begin_anew();
  }
  queue_.release();
  if (!reason) return;
  if (reason == kReasonMicFailure && !findings_.countermeasures) {
    findings_.countermeasures = {frame.n, frame.t_ns};
  }
  if (listener_) {
    const char* what = mac.subtype == kDeauthentication ? "deauthentication" : "disassociation";
    listener_->on_event(frame.n, std::string(what) + ", " + spoken_reason(*reason));
  }
}

void CaptureWalk::on_clear(const AirFrame& frame, const Ends& ends) {
  const auto eapol = eapol_in(frame.header, frame.body);
  if (!eapol) {
    Session* session = find_session(ends);
    if (!session || !session->side(!ends.from_ap).shown()) return;
    queue(frame, session, ends.from_ap, {});
    session->side(!ends.from_ap).receive(frame.n, frame, {});
  } else if (!frame.header.ra().is_group()) {
    Session& session = session_of(ends);
    if (auto key = parse_eapol_key(*eapol).value) on_eapol_key(frame, session, *std::move(key));
  }
  queue_.release();
}

void CaptureWalk::on_protected(const AirFrame& frame, OpenedAhead* ahead) {
  ++findings_.protected_frames;
  const auto ends = ends_of(frame.header);
  if (!ends) {
    queue(frame, nullptr, false, {});
    decide_without_key(frame.n, "no key: neither from nor to an access point", false);
  } else if (frame.header.ra().is_group()) {
    on_protected_group(frame, ahead);
  } else {
    on_protected_unicast(frame, *ends, ahead);
  }
  queue_.release();
  make_room();
}

void CaptureWalk::on_protected_unicast(const AirFrame& frame, const Ends& ends,
                                       OpenedAhead* ahead) {
  Session& session = session_of(ends);
  const bool opened = session.open(frame, ends.from_ap, sender_, ahead);
  queue(frame, &session, ends.from_ap, sender_);
  if (!opened) {
    const bool may_open_later = session.may_get_key();
    ++session.findings.unopened;
    session.findings.why_unopened = session.why_no_key();
    decide_without_key(frame.n, session.findings.why_unopened, may_open_later);
    if (may_open_later) session.unopened.push_back(frame);
    if (session.unopened.size() > kUnopened) session.unopened.pop_front();
    return;
  }
  auto key = eapol_key_in(frame.header, sender_.msdu);
  if (key && sender_.mic_epoch && is_mic_failure_report(*key)) {
    session.side(ends.from_ap).report_mic_failure({*sender_.tk_epoch, *sender_.mic_epoch});
  }
  follow(session, frame, ends.from_ap, sender_);
  if (key) on_eapol_key(frame, session, *std::move(key));
}

// What an opened frame shows of its sender, and what becomes of it at its receiver.
void CaptureWalk::follow(Session& session, const AirFrame& frame, bool from_ap,
                         const SenderKeys& sender) {
  session.note_sender(frame, from_ap, sender);
  session.side(from_ap).show(*sender.tk_epoch, sender.mic_epoch);
  session.side(!from_ap).receive(frame.n, frame, sender);
}

void CaptureWalk::on_protected_group(const AirFrame& frame, OpenedAhead* ahead) {
  GroupKeys& group = group_of(*frame.header.ta());
  const bool opened = group.open(frame, sender_, ahead);
  queue(frame, nullptr, true, sender_);
  if (opened) return decide(frame.n, group.judge(frame, sender_), false);
  ++group.findings.unopened;
  group.findings.why_unopened = group.epochs().keys().empty()
                                    ? "no key: no message that tells the group key was opened"
                                    : "none of the group keys that are known opens it";
  decide_without_key(frame.n, group.findings.why_unopened, false);
}

void CaptureWalk::on_eapol_key(const AirFrame& frame, Session& session, EapolKey key) {
  const bool encrypted = frame.header.protected_frame;
  if (listener_) {
    listener_->on_event(frame.n,
                        std::string(to_string(key.message())) + (encrypted ? ", encrypted" : ""));
  }
  if (key.message() == EapolKeyMessage::kMicFailureReport) return on_report(frame, session, key);
  const Moment now{frame.n, frame.t_ns};
  learn(session, session.on_eapol_key({now, encrypted, std::move(key)}), now);
  try_again(session);
}

void CaptureWalk::on_report(const AirFrame& frame, Session& session, const EapolKey& key) {
  MicFailureReport report{{frame.n, frame.t_ns}, key.pairwise, std::nullopt};
  auto& failures = mic_failures_[key.pairwise ? session.findings.sta : session.findings.ap];
  if (!failures.empty()) {
    report.cause = failures.front();
    failures.erase(failures.begin());
  }
  session.findings.reports.push_back(report);
}

void CaptureWalk::learn(Session& session, const std::vector<GroupKey>& keys, const Moment& told) {
  for (const GroupKey& key : keys) group_of(session.findings.ap).add(key, told);
}

// Frames that were captured before the message that told their key.
void CaptureWalk::try_again(Session& session) {
  std::deque<AirFrame> frames;
  frames.swap(session.unopened);
  SenderKeys sender;
  for (AirFrame& frame : frames) {
    const bool from_ap = *frame.header.ta() == session.findings.ap;
    QueuedVerdict* queued = queue_.find(frame.n);
    if (!queued) continue;
    if (!session.open(frame, from_ap, sender, nullptr)) {
      session.unopened.push_back(std::move(frame));
      continue;
    }
    --session.findings.unopened;
    queued->verdict.frame = {};
    describe_frame(frame, sender, queued->verdict.frame);
    queued->verdict.frame.t_ns = frame.t_ns;
    queued->verdict.early = true;
    queued->decided = queued->may_open_later = false;
    follow(session, frame, from_ap, sender);
  }
}

void CaptureWalk::queue(const AirFrame& frame, Session* session, bool to_sta,
                        const SenderKeys& sender) {
  QueuedVerdict& queued = queue_.add();
  describe_frame(frame, sender, queued.verdict.frame);
  queued.verdict.frame.t_ns = frame.t_ns;
  queued.verdict.to_sta = to_sta;
  queued.session = session;
  if (session) queued.changeover = std::max(session->current(), sender.tk_epoch.value_or(0));
}

void CaptureWalk::decide(std::uint64_t n, const Judgement& judgement, bool assumed) {
  QueuedVerdict* queued = queue_.find(n);
  if (!queued) return;
  FrameVerdict& verdict = queued->verdict.frame;
  verdict.verdict = judgement.verdict;
  verdict.receiver_epoch = judgement.tk_epoch;
  verdict.receiver_mic_epoch = judgement.mic_epoch;
  verdict.at_replay_check = judgement.at_replay_check;
  verdict.why = judgement.why;
  queued->verdict.assumed = assumed;
  queued->decided = true;
  if (verdict.verdict != Verdict::kMicFailure || !queued->verdict.to_sta) return;
  auto& failures = mic_failures_[verdict.group ? verdict.ta : verdict.ra];
  failures.push_back(n);
  if (failures.size() > kUnreported) failures.erase(failures.begin());
}

void CaptureWalk::decide_without_key(std::uint64_t n, std::string why, bool may_open_later) {
  QueuedVerdict* queued = queue_.find(n);
  queued->verdict.frame.verdict = Verdict::kNoKey;
  queued->verdict.frame.why = std::move(why);
  queued->decided = true;
  queued->may_open_later = may_open_later;
}

void CaptureWalk::make_room() {
  while (const QueuedVerdict* first = queue_.in_the_way()) {
    for (const bool ap : {true, false}) first->session->side(ap).stop_waiting();
    queue_.release();
  }
}

void CaptureWalk::give_out(const QueuedVerdict& queued) {
  ++findings_.verdicts[queued.verdict.frame.verdict];
  if (queued.verdict.assumed && queued.verdict.frame.verdict == Verdict::kAccepted)
    ++findings_.assumed;
  if (queued.verdict.early) ++findings_.early;
  if (queued.session) queued.session->note_verdict(queued.verdict, queued.changeover);
  if (listener_) listener_->on_verdict(queued.verdict);
}

CaptureFindings CaptureWalk::finish(bool truncated) {
  for (const auto& [link, session] : sessions_) {
    for (const bool ap : {true, false}) session->side(ap).stop_waiting();
  }
  queue_.finish();
  for (const auto& [link, session] : sessions_) {
    session->finish();
    for (GroupHandshake& handshake : session->findings.group_handshakes) {
      handshake.epoch = group_of(link.first).epoch_of(handshake.key);
    }
    findings_.sessions.push_back(session->findings);
  }
  for (const auto& [bssid, group] : groups_) findings_.networks.push_back(group->findings);
  findings_.truncated = truncated;
  return std::move(findings_);
}

void CaptureWalk::key_ahead(const AirFrame& frame, KeyAhead& ahead) {
  ahead.epoch = 0;
  const auto ends = frame.is_protected_data() ? ends_of(frame.header) : std::nullopt;
  if (!ends) return;
  const KeyEpochs* epochs = nullptr;
  if (frame.header.ra().is_group()) {
    const auto group = groups_.find(*frame.header.ta());
    if (group == groups_.end()) return;
    ahead.link = &group->second->link(frame.header.ra());
    epochs = &group->second->epochs();
    ahead.from_ap = true;
  } else {
    Session* session = find_session(*ends);
    if (!session) return;
    ahead.link = &session->link(ends->from_ap);
    epochs = &session->epochs();
    ahead.from_ap = ends->from_ap;
  }
  const int epoch = ahead.link->likeliest(*epochs);
  if (epoch == 0) return;
  ahead.key = epochs->keys()[static_cast<std::size_t>(epoch - 1)];
  if (ahead.key.cipher == FrameCipher::kTkip) ahead.epoch = epoch;
}

}  // namespace keyrace
