#include <algorithm>
#include <set>

#include "lab/report/early_installs.h"
#include "lab/report/reinstalls.h"
#include "lab/report/rekeys.h"
#include "lab/report/report.h"
#include "lab/report/triggers.h"

namespace keyrace {
namespace {

// IEEE Std 802.11-2020, Table 9-49: Michael MIC failure. Both stacks give it when they start
// countermeasures, and for nothing else.
constexpr std::uint16_t kReasonMicFailure = 14;

TrafficSummary summarise(const std::vector<TrafficRecord>& traffic) {
  TrafficSummary summary;
  std::map<std::uint32_t, std::uint64_t> latest_arrival;
  for (const TrafficRecord& record : traffic) {
    ++summary.sent;
    if (!record.received_ns) {
      ++summary.lost;
      continue;
    }
    ++summary.received;
    summary.duplicates += record.copies - 1;
    // In order of sending, an earlier arrival than one before it was overtaken.
    std::uint64_t& latest = latest_arrival[record.flow];
    if (record.arrival < latest) ++summary.reordered;
    latest = std::max(latest, record.arrival);
  }
  return summary;
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
  report.virtual_s = static_cast<double>(evidence.guest.end_ns) / 1e9;
  for (const GuestNode& node : evidence.guest.nodes) {
    report.stacks.push_back(
        {node.name, node.stack, "", "", node.program, node.interposed, node.missing_options});
  }
  report.captured = verdicts.captured;
  count_frames(report, verdicts);
  report.rekeys = find_rekeys(evidence, verdicts, traffic);
  refine_causes(report.rekeys, scenario, evidence.guest, verdicts);
  report.triggers = report_triggers(scenario, evidence.guest);
  report.early_installs = find_early_installs(evidence, verdicts);
  report.undone = verdicts.undone;
  report.reinstalls = find_reinstalls(verdicts);
  report.air = report_air(scenario, verdicts);
  const auto left = std::ranges::find(verdicts.leavings, kReasonMicFailure, &Leaving::reason);
  if (left != verdicts.leavings.end()) report.countermeasures_ns = left->t_ns;
  report.traffic = summarise(traffic);
  report.answer = explain(report, verdicts);
  return report;
}

}  // namespace keyrace
