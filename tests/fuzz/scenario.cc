#include "lab/scenario/scenario_reader.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/targets.h"

namespace keyrace {
namespace {

void check_round_trip(const Scenario& scenario) {
  const auto json = scenario_to_json(scenario);
  const Scenario again = scenario_from_json(json, "what was written");
  require(scenario_to_json(again) == json, "what is written is read as the same");
}

}  // namespace

void fuzz_scenario(ByteSpan input) {
  const InputFile file(input);
  std::vector<LoadedScenario> points;
  try {
    points = load_points(file.path());
  } catch (const ScenarioError& error) {
    require(std::string(error.what()).starts_with(file.path()), "an error names its place");
    return;
  }
  for (const LoadedScenario& loaded : points) {
    check_round_trip(loaded.scenario);
    for (const ScenarioVariant& variant : loaded.variants) check_round_trip(variant.scenario);
  }
}

}  // namespace keyrace
