#include "lab/report/report.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kReportSchema = 1;

constexpr Verdict kVerdicts[] = {
    Verdict::kAccepted,   Verdict::kIcvFailure,  Verdict::kMicFailure, Verdict::kReplay,
    Verdict::kNoKey,      Verdict::kUnprotected, Verdict::kDuplicate,  Verdict::kFragmentDropped,
    Verdict::kPortClosed, Verdict::kMalformed};

template <typename Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

std::uint64_t count(const std::map<Observed, std::uint64_t>& counts, Observed observed) {
  const auto found = counts.find(observed);
  return found == counts.end() ? 0 : found->second;
}

Json frames_json(const Report& report) {
  Json verdicts = Json::object();
  for (const Verdict verdict : kVerdicts) {
    const auto found = report.verdicts.find(verdict);
    verdicts[to_string(verdict)] = found == report.verdicts.end() ? 0 : found->second;
  }
  return {{"captured", report.captured},
          {"protected", report.protected_frames},
          {"verdicts", verdicts},
          {"icv_failure_at_replay_check", report.at_replay_check},
          {"icv_failure_of_right_key", report.phase1_poisoned}};
}

Json model_json(const Report& report) {
  Json disagreements = Json::array();
  for (const FrameVerdict& frame : report.disagreements) {
    disagreements.push_back({{"frame", frame.n},
                             {"receiver", frame.receiver},
                             {"verdict", to_string(frame.verdict)},
                             {"observed", to_string(*frame.observed)}});
  }
  return {{"compared", report.compared}, {"disagreements", disagreements}};
}

Json rekey_json(const Rekey& rekey) {
  return {{"n", rekey.n},
          {"kind", rekey.kind},
          {"sta", rekey.sta},
          {"epoch", rekey.epoch},
          {"cause", rekey.cause},
          {"first", rekey.first},
          {"ap_active_ns", or_null(rekey.ap_active_ns)},
          {"sta_active_ns", or_null(rekey.sta_active_ns)},
          {"ap_complete_ns", or_null(rekey.ap_complete_ns)},
          {"sta_complete_ns", or_null(rekey.sta_complete_ns)},
          {"window_ns", or_null(rekey.window_ns)},
          {"outage_ns", or_null(rekey.outage_ns)},
          {"icv_failures", rekey.icv_failures},
          {"mic_failures", rekey.mic_failures},
          {"lost", rekey.lost},
          {"lost_in_window", rekey.lost_in_window}};
}

Json traffic_json(const TrafficSummary& traffic) {
  return {{"sent", traffic.sent},
          {"received", traffic.received},
          {"lost", traffic.lost},
          {"duplicates", traffic.duplicates},
          {"reordered", traffic.reordered}};
}

}  // namespace

Json report_to_json(const Report& report) {
  Json stacks = Json::array();
  for (const StackReport& stack : report.stacks) {
    stacks.push_back({{"node", stack.node},
                      {"name", stack.name},
                      {"version", stack.version},
                      {"sha256", stack.sha256},
                      {"program", stack.program},
                      {"missing_kernel_options", stack.missing_kernel_options}});
  }
  Json rekeys = Json::array();
  for (const Rekey& rekey : report.rekeys) rekeys.push_back(rekey_json(rekey));
  Json expectations = Json::array();
  for (const ExpectationResult& each : report.expectations) {
    expectations.push_back({{"text", each.text}, {"held", each.held}, {"actual", each.actual}});
  }
  return {{"schema", kReportSchema},
          {"keyrace", KEYRACE_VERSION},
          {"scenario", report.scenario},
          {"seed", nullptr},  // nothing is drawn from a seed yet
          {"engine", {{"name", report.engine}, {"kernel", report.kernel}}},
          {"virtual_s", report.virtual_s},
          {"wall_s", report.wall_s},
          {"stacks", stacks},
          {"frames", frames_json(report)},
          {"observed",
           {{"delivered", count(report.observed, Observed::kDelivered)},
            {"held", count(report.observed, Observed::kHeld)},
            {"mic_failure", count(report.observed, Observed::kMicFailure)},
            {"tkip_failure", count(report.observed, Observed::kTkipFailure)},
            {"ccmp_failure", count(report.observed, Observed::kCcmpFailure)},
            {"dropped_other", count(report.observed, Observed::kDroppedOther)}}},
          {"model", model_json(report)},
          {"rekeys", rekeys},
          {"countermeasures",
           {{"started", report.countermeasures_ns.has_value()},
            {"at_ns", or_null(report.countermeasures_ns)}}},
          {"traffic", traffic_json(report.traffic)},
          {"expectations", expectations},
          {"answer", report.answer}};
}

nlohmann::json sample_report() {
  Report report;
  report.stacks.resize(1);
  report.stacks[0].missing_kernel_options.resize(1);
  report.disagreements.resize(1);
  report.disagreements[0].observed = Observed::kDelivered;
  Rekey rekey;
  rekey.ap_active_ns = rekey.sta_active_ns = rekey.ap_complete_ns = rekey.sta_complete_ns = 0;
  rekey.window_ns = rekey.outage_ns = 0;
  report.rekeys = {rekey};
  report.countermeasures_ns = 0;
  report.expectations.resize(1);
  report.answer.resize(1);
  return report_to_json(report);
}

}  // namespace keyrace
