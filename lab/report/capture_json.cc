#include "lab/capture/pattern.h"
#include "lab/report/capture_report.h"
#include "lab/report/or_null.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kCaptureSchema = 1;

Json number_or_null(const Moment& moment) {
  return moment ? Json(moment.n) : Json(nullptr);
}

Json to_json(const Moment& moment) {
  if (!moment) return nullptr;
  return {{"frame", moment.n}, {"t_ns", moment.t_ns}};
}

// With zeros, as report.json has them.
Json to_json(const std::map<Verdict, std::uint64_t>& verdicts) {
  Json counts = Json::object();
  for (const Verdict verdict :
       {Verdict::kAccepted, Verdict::kIcvFailure, Verdict::kMicFailure, Verdict::kReplay,
        Verdict::kNoKey, Verdict::kUnprotected, Verdict::kDuplicate, Verdict::kFragmentDropped,
        Verdict::kMalformed}) {
    const auto found = verdicts.find(verdict);
    counts[to_string(verdict)] = found == verdicts.end() ? 0 : found->second;
  }
  return counts;
}

Json to_json(const EpochFindings& epoch) {
  return {{"kind", epoch.pairwise ? "pairwise" : "group"},
          {"epoch", epoch.number},
          {"key_id", epoch.key_id.value},
          {"cipher", to_string(epoch.key.cipher)},
          {"told_in_frame", number_or_null(epoch.told)},
          {"from_frame", number_or_null(epoch.first)},
          {"frames", epoch.frames},
          {"before_told", epoch.early}};
}

// A group key, with the handshakes that told it to this STA.
Json to_json(const SessionFindings& session, const EpochFindings& epoch) {
  Json handshakes = Json::array();
  for (const GroupHandshake& handshake : session.group_handshakes) {
    if (handshake.epoch != epoch.number) continue;
    Json sent = Json::array();
    for (const auto& message : handshake.message_1) sent.push_back(message.at.n);
    handshakes.push_back({{"message_1_frames", std::move(sent)},
                          {"message_2_frame", number_or_null(handshake.message_2)}});
  }
  Json out = to_json(epoch);
  out["group_handshakes"] = std::move(handshakes);
  return out;
}

Json to_json(const HandshakeFindings& handshake) {
  Json messages = Json::array();
  for (std::size_t i = 0; i < handshake.messages.size(); ++i) {
    const auto& message = handshake.messages[i];
    if (!message.first) continue;
    messages.push_back({{"message", i + 1},
                        {"frame", message.first.n},
                        {"t_ns", message.first.t_ns},
                        {"times", message.times},
                        {"last_frame", message.last.n},
                        {"encrypted", message.encrypted}});
  }
  return messages;
}

Json to_json(const SideFindings& side) {
  return {{"last_before", to_json(side.last_before)},
          {"first_new", to_json(side.first_new)},
          {"first_whole", to_json(side.first_whole)},
          {"mixed", side.mixed},
          {"reversed", side.reversed},
          {"mixed_with", or_null(side.mixed_with)},
          {"first_mixed", to_json(side.first_mixed)},
          {"last_mixed", to_json(side.last_mixed)},
          {"late_under_older_key", side.late}};
}

Json to_json(const DirectionFindings& direction) {
  return {{"verdicts", to_json(direction.verdicts)},
          {"assumed", direction.assumed},
          {"failed_frames", direction.failed}};
}

Json to_json(const SessionFindings& session, const Changeover& change) {
  return {{"epoch", change.epoch},
          {"first_of_link", change.fresh},
          {"pattern", to_string(pattern_of(session, change))},
          {"messages", to_json(change.handshake)},
          {"ap", to_json(change.ap)},
          {"sta", to_json(change.sta)},
          {"to_sta", to_json(change.to_sta)},
          {"to_ap", to_json(change.to_ap)}};
}

Json security_of(const SessionFindings& session, Json& out) {
  const auto& security = session.security;
  out["akm"] = security && security->akms.size() == 1 ? Json(to_string(security->akms.front()))
                                                      : Json(nullptr);
  out["pairwise"] = security && security->pairwise.size() == 1
                        ? Json(to_string(security->pairwise.front()))
                        : Json(nullptr);
  out["group"] = security ? Json(to_string(security->group)) : Json(nullptr);
  return out;
}

Json to_json(const CaptureFindings& findings, const SessionFindings& session) {
  Json out{{"ap", session.ap.to_string()},
           {"sta", session.sta.to_string()},
           {"ssid", or_null(session.ssid)}};
  security_of(session, out);
  out["handshake_mics"] = {{"right", session.mics_right},
                           {"wrong", session.mics_wrong},
                           {"unchecked", session.mics_unchecked}};
  out["epochs"] = Json::array();
  for (const EpochFindings& epoch : session.epochs) out["epochs"].push_back(to_json(epoch));
  for (const NetworkFindings& network : findings.networks) {
    if (network.bssid != session.ap) continue;
    for (const EpochFindings& epoch : network.epochs) {
      out["epochs"].push_back(to_json(session, epoch));
    }
  }
  out["changeovers"] = Json::array();
  for (const Changeover& change : session.changeovers) {
    out["changeovers"].push_back(to_json(session, change));
  }
  out["handshakes_without_epoch"] = Json::array();
  for (const HandshakeWithoutEpoch& each : session.without_epoch) {
    out["handshakes_without_epoch"].push_back(
        {{"messages", to_json(each.handshake)}, {"key_known", each.key_known}});
  }
  out["mic_failure_reports"] = Json::array();
  for (const MicFailureReport& report : session.reports) {
    out["mic_failure_reports"].push_back({{"frame", report.at.n},
                                          {"t_ns", report.at.t_ns},
                                          {"pairwise", report.pairwise},
                                          {"for_frame", or_null(report.cause)}});
  }
  out["ends"] = Json::array();
  for (const LinkEnd& end : session.ends) {
    out["ends"].push_back({{"frame", end.at.n},
                           {"t_ns", end.at.t_ns},
                           {"by", end.by == session.ap ? "ap" : "sta"},
                           {"reason", end.reason}});
  }
  out["not_opened"] = session.unopened;
  return out;
}

}  // namespace

Json capture_to_json(const CaptureFindings& findings, const std::string& capture) {
  Json sessions = Json::array();
  for (const SessionFindings& session : findings.sessions) {
    sessions.push_back(to_json(findings, session));
  }
  const Moment& counter = findings.countermeasures;
  return {{"schema", kCaptureSchema},
          {"capture", capture},
          {"truncated", findings.truncated},
          {"frames",
           {{"captured", findings.captured},
            {"malformed", findings.malformed},
            {"protected", findings.protected_frames},
            {"verdicts", to_json(findings.verdicts)},
            {"assumed", findings.assumed},
            {"before_key_was_told", findings.early}}},
          {"sessions", std::move(sessions)},
          {"countermeasures",
           {{"started", static_cast<bool>(counter)},
            {"frame", number_or_null(counter)},
            {"at_ns", counter ? Json(counter.t_ns) : Json(nullptr)}}},
          {"answer", explain_capture(findings)}};
}

}  // namespace keyrace
