// What each stack can't do, told before a run. Called by scenario_check; first arrow of the flow,
// scenario -> engine.
#pragma once

#include <string>

#include "lab/scenario/scenario.h"

namespace keyrace {

// Throws ScenarioError with the member that would have to change.
void check_stacks(const Scenario& scenario, const std::string& source);

}  // namespace keyrace
