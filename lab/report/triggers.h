// What became of the scenario's triggers, and which rekeys they brought about.
// Called by build_report; last arrow of the flow: verify -> report.
#pragma once

#include <string>
#include <vector>

#include "lab/report/report.h"

namespace keyrace {

// One for each trigger of the scenario, in its order.
std::vector<TriggerReport> report_triggers(const Scenario& scenario, const GuestSummary& guest);

// Says more than "ap" as the cause of a rekey where the run knows more: "ap-command" when the AP's
// stack was told to, "sta-request" when another STA's was told to ask for the GTK, "sta-left" when
// one went with it (strict rekey). "ap" is left for timers.
void refine_causes(std::vector<Rekey>& rekeys, const Scenario& scenario, const GuestSummary& guest,
                   const RunVerdicts& verdicts);

// A sentence for each trigger that was not done as often as the scenario says.
std::vector<std::string> tell_missed_triggers(const std::vector<TriggerReport>& triggers);

}  // namespace keyrace
