// The answer in plain sentences: which frames, under which keys, what the receiver had, and why.
#include "lab/report/explain.h"

#include <algorithm>
#include <iterator>

#include "lab/dot11/reason_code.h"
#include "lab/report/early_installs.h"
#include "lab/report/spoken.h"
#include "lab/report/triggers.h"

namespace keyrace {
namespace {

void tell_consequences(const Report& report, Answer& answer) {
  if (report.countermeasures_ns) {
    const auto& over = report.countermeasures_over_ns;
    answer.push_back(
        "TKIP countermeasures started at " + spoken_time(*report.countermeasures_ns) +
        ": the link was taken down with reason 14, and TKIP is refused for 60 s" +
        (over ? "; it was back " + spoken_duration(*over - *report.countermeasures_ns) + " later."
              : "."));
  }
  if (report.traffic.sent == 0) return;
  std::uint64_t in_window = 0;
  for (const Rekey& rekey : report.rekeys) in_window += rekey.lost_in_window;
  if (report.traffic.lost == 0) {
    answer.push_back("All " + spoken_count(report.traffic.sent, "datagram") + " arrived.");
    return;
  }
  std::string text = std::to_string(report.traffic.lost) + " of " +
                     spoken_count(report.traffic.sent, "datagram") + " were lost";
  text += ", " +
          (in_window == report.traffic.lost ? "all"
           : in_window == 0                 ? "none"
                                            : std::to_string(in_window)) +
          " of them sent while the two sides' keys differed";
  answer.push_back(text + ".");
}

void tell_agreement(const Report& report, Answer& answer) {
  if (report.disagreements.empty()) {
    answer.push_back("The receiver model and Linux " + report.kernel + " agree on all " +
                     spoken_count(report.compared, "frame") + ".");
    return;
  }
  const FrameVerdict& first = report.disagreements.front();
  answer.push_back("The receiver model and Linux " + report.kernel + " differ on " +
                   spoken_count(report.disagreements.size(), "frame") + " of " +
                   std::to_string(report.compared) + ", the first is frame " +
                   std::to_string(first.n) + ": " + to_string(first.verdict) + " was expected, " +
                   to_string(*first.observed) + " happened. This is a finding about one of them.");
}

void tell_missing_options(const Report& report, std::vector<std::string>& answer) {
  for (const StackReport& stack : report.stacks) {
    std::string options;
    for (const std::string& option : stack.missing_kernel_options) {
      options += (options.empty() ? "" : ", ") + option;
    }
    if (options.empty()) continue;
    answer.push_back(stack.node + "'s " + stack.name + " misses in this kernel: " + options +
                     ". It ran all the same, but not with everything it can.");
  }
}

}  // namespace

std::string frames_and_times(const FrameList& frames) {
  std::vector<std::uint64_t> numbers;
  for (const FrameVerdict* frame : frames) numbers.push_back(frame->n);
  std::string text = (frames.size() == 1 ? "frame " : "frames ") + spoken_list(numbers);
  text += ", at " + spoken_time(frames.front()->t_ns);
  if (frames.size() > 1) text += " to " + spoken_time(frames.back()->t_ns);
  return text;
}

std::string spoken_reason(const Leaving& leaving) {
  return "(frame " + std::to_string(leaving.n) + ", " + spoken_reason(leaving.reason) + ")";
}

std::string what_ended(const RunVerdicts& verdicts, const std::string& node, const std::string& sta,
                       bool group, std::uint64_t after_ns) {
  const auto next = std::ranges::find_if(verdicts.switches, [&](const KeySwitch& each) {
    return each.node == node && each.pairwise != group && (group || each.sta == sta) &&
           each.done_ns > after_ns;
  });
  const bool cured = next != verdicts.switches.end();
  const auto down = std::ranges::find_if(verdicts.leavings, [&](const Leaving& each) {
    return each.t_ns >= after_ns && each.t_ns <= verdicts.end_ns &&
           (!cured || each.t_ns < next->done_ns) && (each.sta.empty() || each.sta == sta);
  });
  const std::string cure =
      cured ? epoch_name(next->tk_epoch, group) + " at " + spoken_time(next->done_ns) : "";
  if (down == verdicts.leavings.end()) {
    return cured ? "It ended with " + cure + "." : "Within the run nothing ended it.";
  }
  return "It ended at " + spoken_time(down->t_ns) + ", when " + down->sender +
         " took the link down " + spoken_reason(*down) +
         (cured ? "; a new handshake brought " + cure + "." : ".");
}

// Most important first: what went wrong and where, then when the sides switched, then what it cost.
std::vector<std::string> explain(const Report& report, const RunVerdicts& verdicts) {
  Answer answer;
  std::ranges::copy(tell_air(report.air, verdicts), std::back_inserter(answer));
  tell_unfinished(report, verdicts, answer);
  tell_reversed(verdicts, answer);
  tell_failures(verdicts, answer);
  tell_other_drops(verdicts, answer);
  tell_wrong_halves(verdicts, answer);
  tell_early_installs(report.early_installs, answer);
  tell_windows(report, answer);
  tell_authentications(report, answer);
  std::ranges::copy(tell_radius(report.radius), std::back_inserter(answer));
  tell_reinstalls(report, answer);
  tell_consequences(report, answer);
  std::ranges::copy(tell_power_save(report.power_save, report.rekeys), std::back_inserter(answer));
  std::ranges::copy(tell_tcp_flows(report.flows), std::back_inserter(answer));
  std::ranges::copy(tell_traffic_differences(report.traffic_differences),
                    std::back_inserter(answer));
  std::ranges::copy(tell_missed_triggers(report.triggers), std::back_inserter(answer));
  tell_clear_message_4(report, answer);
  tell_agreement(report, answer);
  tell_missing_options(report, answer);
  return answer;
}

}  // namespace keyrace
