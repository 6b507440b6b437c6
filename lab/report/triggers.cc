#include "lab/report/triggers.h"

#include <algorithm>

#include "lab/report/spoken.h"
#include "lab/scenario/scenario_fields.h"

namespace keyrace {
namespace {

// From the rekey before, of the same kind and STA, to this one.
struct Interval {
  std::uint64_t from;
  std::uint64_t to;

  bool holds(std::uint64_t t_ns) const { return t_ns > from && t_ns <= to; }
};

bool was_told(const GuestSummary& guest, TriggerAction action, const Interval& when,
              const std::string& sta) {
  return std::ranges::any_of(guest.triggers, [&](const PulledTrigger& each) {
    return each.action == trigger_action_name(action) && when.holds(each.asked_ns) &&
           (sta.empty() || each.sta == sta);
  });
}

bool another_left(const RunVerdicts& verdicts, const std::string& sta, const Interval& when) {
  return std::ranges::any_of(verdicts.leavings, [&](const Leaving& each) {
    return each.sta != sta && when.holds(each.t_ns);
  });
}

std::string refined_cause(const Rekey& rekey, const Interval& when, const Scenario& scenario,
                          const GuestSummary& guest, const RunVerdicts& verdicts) {
  if (rekey.kind == "pairwise") {
    return was_told(guest, TriggerAction::kRekeyPtk, when, rekey.sta) ? "ap-command" : rekey.cause;
  }
  if (was_told(guest, TriggerAction::kRekeyGtk, when, "")) return "ap-command";
  if (was_told(guest, TriggerAction::kRequestGtk, when, "")) return "sta-request";
  const bool strict = scenario.ap.strict_rekey == StrictRekey::kOn;
  return strict && another_left(verdicts, rekey.sta, when) ? "sta-left" : rekey.cause;
}

}  // namespace

std::vector<TriggerReport> report_triggers(const Scenario& scenario, const GuestSummary& guest) {
  std::vector<TriggerReport> reports;
  for (const Trigger& trigger : scenario.triggers) {
    TriggerReport report;
    report.action = trigger_action_name(trigger.action);
    if (trigger.action != TriggerAction::kRekeyGtk) report.sta = trigger.sta;
    report.on = trigger_event_name(trigger.on);
    report.of = trigger.of;
    report.times = trigger.times;
    reports.push_back(report);
  }
  for (const PulledTrigger& pulled : guest.triggers) {
    TriggerReport& report = reports.at(pulled.trigger);
    ++report.asked;
    if (pulled.answered_ns) ++report.done;
  }
  return reports;
}

void refine_causes(std::vector<Rekey>& rekeys, const Scenario& scenario, const GuestSummary& guest,
                   const RunVerdicts& verdicts) {
  std::map<std::pair<std::string, std::string>, std::uint64_t> previous;
  for (Rekey& rekey : rekeys) {
    const auto before = previous.try_emplace({rekey.kind, rekey.sta}, guest.connected_ns).first;
    const Interval when{before->second, rekey.begin_ns()};
    before->second = rekey.begin_ns();
    if (rekey.cause == "ap") rekey.cause = refined_cause(rekey, when, scenario, guest, verdicts);
  }
}

std::vector<std::string> tell_missed_triggers(const std::vector<TriggerReport>& triggers) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < triggers.size(); ++i) {
    const TriggerReport& each = triggers[i];
    if (each.done == each.times) continue;
    std::string line = "Trigger " + std::to_string(i + 1) + " (" + each.action +
                       (each.sta.empty() ? "" : ", " + each.sta) + ") was done " +
                       std::to_string(each.done) + " of " + spoken_count(each.times, "time");
    if (each.asked < each.times) {
      line += "; its event, " + each.on + " of " + each.of + ", did not come more often in time";
    }
    if (each.done < each.asked) line += "; its stack had not answered when the run ended";
    lines.push_back(line + ".");
  }
  return lines;
}

}  // namespace keyrace
