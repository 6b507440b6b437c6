// What a scenario with 802.1X needs, and what has a meaning with it only. Called by
// scenario_check; first arrow of the flow, scenario -> engine.
#pragma once

#include <string>

#include "lab/scenario/scenario.h"

namespace keyrace {

// Throws ScenarioError.
void check_radius(const Scenario& scenario, const std::string& source);

}  // namespace keyrace
