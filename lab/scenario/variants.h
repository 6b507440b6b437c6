// "compare" of a scenario: the same scenario once for each variant, with that one's values.
// Called by load_points; first arrow of the flow, scenario -> engine.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lab/scenario/scenario.h"

namespace keyrace {

// A variant as a scenario that stands alone: its "compare" is empty, its expectations those of the
// whole and its own, with pointers into the whole's file.
struct ScenarioVariant {
  std::string name;
  Scenario scenario;
};

// `document` is what `whole` was read from. Throws ScenarioError, which names the setting that is
// at fault as /compare/I/set/POINTER.
std::vector<ScenarioVariant> make_variants(const nlohmann::json& document, const Scenario& whole,
                                           const std::string& source);

}  // namespace keyrace
