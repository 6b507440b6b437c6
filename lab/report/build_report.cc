#include <algorithm>
#include <map>
#include <set>

#include "lab/dot11/mac_header.h"
#include "lab/report/early_installs.h"
#include "lab/report/reinstalls.h"
#include "lab/report/rekeys.h"
#include "lab/report/report.h"
#include "lab/report/triggers.h"

namespace keyrace {
namespace {

TrafficSummary summarise(const std::vector<TrafficRecord>& traffic) {
  TrafficSummary summary;
  for (const TrafficRecord& record : traffic) {
    if (record.protocol != Protocol::kUdp) continue;
    ++summary.sent;
    if (!record.received_ns) {
      ++summary.lost;
      continue;
    }
    ++summary.received;
    summary.duplicates += record.copies - 1;
  }
  summary.reordered = overtaken(traffic).size();
  return summary;
}

// When both sides of the link that `left` took down had a pairwise key again.
std::optional<std::uint64_t> link_back_ns(const Leaving& left, const RunVerdicts& verdicts) {
  std::map<std::string, std::set<std::string>> nodes;  // with a new key, by STA
  for (const KeySwitch& each : verdicts.switches) {
    if (!each.pairwise || each.done_ns < left.t_ns || each.done_ns > verdicts.end_ns) continue;
    if (!left.sta.empty() && each.sta != left.sta) continue;
    nodes[each.sta].insert(each.node);
    if (nodes[each.sta].size() == 2) return each.done_ns;
  }
  return std::nullopt;
}

void count_frames(Report& report, const RunVerdicts& verdicts) {
  std::set<std::uint64_t> protected_frames;  // one may have several receivers, and come twice
  for (const FrameVerdict& frame : verdicts.frames) {
    ++report.verdicts[frame.verdict];
    if (frame.poisoned_by) ++report.phase1_poisoned;
    if (frame.at_replay_check) ++report.at_replay_check;
    if (is_reversed(frame.mic_epoch)) ++report.mic_reversed;
    if (frame.protected_frame) protected_frames.insert(frame.n);
    if (!frame.observed) continue;
    ++report.observed[*frame.observed];
    ++report.compared;
    if (!agrees(frame.verdict, *frame.observed)) report.disagreements.push_back(frame);
  }
  report.protected_frames = protected_frames.size();
}

}  // namespace

bool Report::all_expectations_hold() const {
  return std::ranges::all_of(expectations, &ExpectationResult::held);
}

Report build_report(const Scenario& scenario, const RunEvidence& evidence,
                    const RunVerdicts& verdicts, const std::vector<TrafficRecord>& traffic) {
  Report report;
  report.scenario = scenario.name;
  report.seed = scenario.seed;
  report.kernel = evidence.guest.kernel_release;
  report.virtual_s = static_cast<double>(evidence.guest.end_ns - evidence.guest.begin_ns) / 1e9;
  for (const GuestNode& node : evidence.guest.nodes) {
    report.stacks.push_back(
        {node.name, node.stack, "", "", node.program, node.interposed, node.missing_options});
  }
  report.captured = verdicts.captured;
  count_frames(report, verdicts);
  report.rekeys = find_rekeys(evidence, verdicts, traffic);
  report.authentications = find_authentications(evidence, verdicts, report.rekeys);
  note_reauthentications(report.authentications, report.rekeys);
  report.radius = report_radius(scenario, evidence);
  refine_causes(report.rekeys, scenario, evidence.guest, verdicts);
  if (const Rekey* worst = worst_rekey(report.rekeys)) {
    const auto ap = std::ranges::find(evidence.guest.nodes, true, &GuestNode::is_ap);
    report.worst = find_window(report.rekeys, *worst, verdicts, ap->name);
  }
  report.triggers = report_triggers(scenario, evidence.guest);
  report.early_installs = find_early_installs(evidence, verdicts);
  report.undone = verdicts.undone;
  report.reinstalls = find_reinstalls(verdicts);
  report.air = report_air(scenario, verdicts);
  const auto left = std::ranges::find(verdicts.leavings, kReasonMicFailure, &Leaving::reason);
  if (left != verdicts.leavings.end()) {
    report.countermeasures_ns = left->t_ns;
    report.countermeasures_over_ns = link_back_ns(*left, verdicts);
  }
  report.traffic = summarise(traffic);
  report.flows = report_flows(scenario, evidence.guest, traffic);
  report.traffic_differences = compare_with_air(traffic, verdicts.frames);
  report.power_save = report_power_save(evidence, verdicts, report.rekeys);
  report.answer = explain(report, verdicts);
  return report;
}

}  // namespace keyrace
