#include <cerrno>

#include "lab/report/or_null.h"
#include "lab/report/report.h"
#include "lab/report/traffic_json.h"
#include "lab/scenario/errno_name.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kReportSchema = 1;

constexpr Verdict kVerdicts[] = {
    Verdict::kAccepted,   Verdict::kIcvFailure,  Verdict::kMicFailure,  Verdict::kReplay,
    Verdict::kNoKey,      Verdict::kUnprotected, Verdict::kDuplicate,   Verdict::kFragmentDropped,
    Verdict::kPortClosed, Verdict::kMalformed,   Verdict::kNotDelivered};

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
          {"icv_failure_of_right_key", report.phase1_poisoned},
          {"mic_reversed", report.mic_reversed}};
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

Json messages_json(const std::vector<EapolSighting>& messages) {
  Json result = Json::array();
  for (const EapolSighting& each : messages) {
    result.push_back({{"message", to_string(each.message)},
                      {"n", each.n},
                      {"t_ns", each.t_ns},
                      {"sender", each.sender},
                      {"encrypted", each.encrypted},
                      {"tk_epoch", or_null(each.tk_epoch)}});
  }
  return result;
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
          {"outage_begin_ns", or_null(rekey.outage_begin_ns)},
          {"icv_failures", rekey.icv_failures},
          {"mic_failures", rekey.mic_failures},
          {"lost", rekey.lost},
          {"lost_in_window", rekey.lost_in_window},
          {"duplicates", rekey.duplicates},
          {"reordered", rekey.reordered},
          {"end", to_string(rekey.end)},
          {"end_ns", rekey.end_ns},
          {"messages", messages_json(rekey.messages)},
          {"message_4_encrypted", or_null(rekey.message_4_encrypted())}};
}

Json undone_json(const std::vector<UndoneInstall>& undone) {
  Json result = Json::array();
  for (const UndoneInstall& each : undone) {
    result.push_back({{"node", each.node},
                      {"sta", each.sta},
                      {"kind", each.pairwise ? "pairwise" : "group"},
                      {"epoch", or_null(each.epoch)},
                      {"asked_ns", each.asked_ns},
                      {"error", each.error == 0 ? Json(nullptr) : Json(errno_name(-each.error))},
                      {"fault", each.fault.empty() ? Json(nullptr) : Json(each.fault)}});
  }
  return result;
}

Json reinstalls_json(const std::vector<Reinstall>& reinstalls) {
  Json result = Json::array();
  for (const Reinstall& each : reinstalls) {
    result.push_back({{"node", each.node},
                      {"sta", each.sta},
                      {"epoch", each.epoch},
                      {"at_ns", each.at_ns},
                      {"counters", to_string(each.counters)}});
  }
  return result;
}

Json triggers_json(const std::vector<TriggerReport>& triggers) {
  Json list = Json::array();
  for (const TriggerReport& each : triggers) {
    list.push_back({{"do", each.action},
                    {"sta", each.sta},
                    {"on", each.on},
                    {"of", each.of},
                    {"times", each.times},
                    {"asked", each.asked},
                    {"done", each.done}});
  }
  return list;
}

Json early_install_json(const EarlyInstall& install) {
  return {{"node", install.node},
          {"sta", install.sta},
          {"epoch", install.epoch},
          {"active_ns", install.active_ns},
          {"asked_ns", or_null(install.asked_ns)},
          {"message", install.message},
          {"frames", install.frames},
          {"sent", install.frames.size()},
          {"in_clear", install.in_clear},
          {"under_new_key", install.under_new_key},
          {"unread", install.unread},
          {"left_ns", or_null(install.left_ns)},
          {"left_reason", or_null(install.left_reason)}};
}

Json traffic_json(const Report& report) {
  const TrafficSummary& traffic = report.traffic;
  return {{"sent", traffic.sent},
          {"received", traffic.received},
          {"lost", traffic.lost},
          {"duplicates", traffic.duplicates},
          {"reordered", traffic.reordered},
          {"flows", flows_json(report.flows)},
          {"agrees_with_air", report.traffic_differences.empty()},
          {"differences", differences_json(report.traffic_differences)}};
}

Authentication sample_authentication() {
  Authentication sample;
  sample.end_ns = sample.left_ns = sample.four_way_ns = sample.group_done_ns = 0;
  sample.ap_active_ns = sample.sta_active_ns = 0;
  sample.epoch = sample.rekey = 0;
  sample.steps.resize(1);
  sample.steps[0].n = 0;
  sample.steps[0].tk_epoch = 0;
  sample.steps[0].encrypted = false;
  return sample;
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
                      {"interposed", stack.interposed},
                      {"missing_kernel_options", stack.missing_kernel_options}});
  }
  Json rekeys = Json::array();
  for (const Rekey& rekey : report.rekeys) rekeys.push_back(rekey_json(rekey));
  Json early_installs = Json::array();
  for (const EarlyInstall& each : report.early_installs) {
    early_installs.push_back(early_install_json(each));
  }
  Json expectations = Json::array();
  for (const ExpectationResult& each : report.expectations) {
    expectations.push_back({{"text", each.text}, {"held", each.held}, {"actual", each.actual}});
  }
  return {{"schema", kReportSchema},
          {"keyrace", KEYRACE_VERSION},
          {"scenario", report.scenario},
          {"seed", report.seed},
          {"engine", {{"name", report.engine}, {"kernel", report.kernel}, {"time", report.time}}},
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
          {"authentications", authentications_json(report.authentications)},
          {"radius", radius_json(report.radius)},
          {"triggers", triggers_json(report.triggers)},
          {"early_installs", early_installs},
          {"undone_installs", undone_json(report.undone)},
          {"reinstalls", reinstalls_json(report.reinstalls)},
          {"air", air_json(report.air)},
          {"countermeasures",
           {{"started", report.countermeasures_ns.has_value()},
            {"at_ns", or_null(report.countermeasures_ns)},
            {"over_ns", or_null(report.countermeasures_over_ns)}}},
          {"traffic", traffic_json(report)},
          {"power_save", power_save_json(report.power_save)},
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
  rekey.window_ns = rekey.outage_ns = rekey.outage_begin_ns = 0;
  rekey.messages.resize(1);
  rekey.messages[0].message = EapolKeyMessage::k4Way4;
  rekey.messages[0].tk_epoch = 0;
  report.rekeys = {rekey};
  report.authentications = {sample_authentication()};
  report.radius.server = report.radius.program = "freeradius";
  report.triggers.resize(1);
  EarlyInstall early;
  early.frames = {0};
  early.asked_ns = early.left_ns = 0;
  early.left_reason = 0;
  report.early_installs = {early};
  UndoneInstall undone;
  undone.epoch = 0;
  undone.error = -EIO;
  undone.fault = "fail";
  report.undone = {undone};
  report.reinstalls.resize(1);
  report.air.rules.resize(1);
  report.air.rules[0].frames = {0};
  report.countermeasures_ns = 0;
  report.countermeasures_over_ns = 0;
  report.flows.resize(1);
  report.flows[0].longest_gap_ns = 0;
  report.flows[0].tcp.emplace();
  report.flows[0].tcp->connected_ns = 0;
  report.traffic_differences.resize(1);
  report.power_save.stas.resize(1);
  report.power_save.longest_buffered_ns = 0;
  report.power_save.across_rekey.resize(1);
  report.power_save.across_rekey[0].tk_epoch = 0;
  report.expectations.resize(1);
  report.answer.resize(1);
  return report_to_json(report);
}

}  // namespace keyrace
