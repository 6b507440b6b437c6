// What no single member can tell: names that must exist or differ, members that must fit one
// another. Called by scenario_reader.cc once every member is read; first arrow, scenario -> engine.
#pragma once

#include <string>

#include "lab/scenario/scenario.h"

namespace keyrace {

// Throws ScenarioError for the first contradiction; `source` names the scenario in it.
void check_scenario(const Scenario& scenario, const std::string& source);

}  // namespace keyrace
