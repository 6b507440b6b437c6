// Scenarios from JSON and back. Reading is strict: a scenario that is not fully understood is
// refused. Called by lab/cli (run, scenarios) and by the guest for its job; first arrow, scenario
// -> engine.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lab/scenario/scenario.h"
#include "lab/scenario/scenario_error.h"
#include "lab/scenario/variants.h"

namespace keyrace {

// All of these throw ScenarioError; `source` is what it calls the text, usually the file's path.
Scenario read_scenario(const std::string& text, const std::string& source);
Scenario scenario_from_json(const nlohmann::json& json, const std::string& source);

// Each override is "POINTER=VALUE" (see override.h); an error that one of them caused names it.
Scenario load_scenario(const std::filesystem::path& path,
                       const std::vector<std::string>& overrides = {});

struct LoadedScenario {
  Scenario scenario;                      // the file as it stands
  std::vector<ScenarioVariant> variants;  // of its "compare"; empty: it is one run
  std::string file = {};                  // as it was given
  // Of the values that stand in it, by their pointers; not of those that an override changed.
  std::map<std::string, int> lines = {};
  std::vector<Setting> point = {};  // what a point of its sweep sets; empty: it has none
};

// What changes a scenario file before it is read.
struct ScenarioChanges {
  std::vector<std::string> overrides = {};  // of --set
  std::vector<std::string> sweeps = {};     // of --sweep: POINTER=VALUES, beside the file's own
  std::string points = {};  // of --points: how they come together; empty: as the file says
};

// Each point of its sweep as a scenario that stands alone; one that sweeps nothing is one point.
std::vector<LoadedScenario> load_points(const std::filesystem::path& path,
                                        const ScenarioChanges& changes = {});

// Every default filled in; scenario_from_json gives an equal Scenario back.
nlohmann::ordered_json scenario_to_json(const Scenario& scenario);

}  // namespace keyrace
