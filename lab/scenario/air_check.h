// What no field of a rule of the air can tell alone: names, contradictions, windows.
// Called by check_scenario; first arrow of the flow, scenario -> engine.
#pragma once

#include <string>

#include "lab/scenario/scenario.h"

namespace keyrace {

// Throws ScenarioError; `source` names the scenario.
void check_air(const Scenario& scenario, const std::string& source);

}  // namespace keyrace
