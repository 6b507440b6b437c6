#include "lab/scenario/scenario_reader.h"

#include "lab/scenario/fields_reader.h"
#include "lab/scenario/fields_writer.h"
#include "lab/scenario/json_places.h"
#include "lab/scenario/json_text.h"
#include "lab/scenario/override.h"
#include "lab/scenario/scenario_check.h"
#include "lab/scenario/scenario_fields.h"
#include "lab/scenario/scenario_file.h"

namespace keyrace {
namespace {

// Defaults that depend on other members.
void fill_in(Scenario& scenario) {
  if (scenario.sta.empty()) scenario.sta.emplace_back();
  for (Flow& flow : scenario.traffic) {
    if (flow.sta.empty()) flow.sta = scenario.sta.front().name;
  }
  for (Trigger& trigger : scenario.triggers) {
    if (trigger.sta.empty()) trigger.sta = scenario.sta.front().name;
    if (trigger.of.empty()) trigger.of = trigger.sta;
  }
}

}  // namespace

Scenario scenario_from_json(const nlohmann::json& json, const std::string& source) {
  Scenario scenario;
  FieldsReader reader(source, json, nlohmann::json::json_pointer());
  reader.read([&scenario](Fields& fields) { describe(fields, scenario); });
  fill_in(scenario);
  check_scenario(scenario, source);
  return scenario;
}

Scenario read_scenario(const std::string& text, const std::string& source) {
  return scenario_from_json(parse_json_text(text, source), source);
}

LoadedScenario load_with_variants(const std::filesystem::path& path,
                                  const std::vector<std::string>& overrides) {
  const std::string source = path.string();
  const std::string text = read_scenario_file(path);
  const nlohmann::json original = parse_json_text(text, source);
  nlohmann::json changed = original;
  std::vector<AppliedOverride> applied;
  for (const std::string& argument : overrides) {
    const Override change = parse_override(argument);
    applied.push_back(
        {"--set " + argument, "", apply_override(changed, change.pointer, change.value)});
  }
  LoadedScenario loaded;
  try {
    loaded.scenario = scenario_from_json(changed, source);
  } catch (const ScenarioError& error) {
    if (const auto cause = overriding_cause(error, original, applied)) throw *cause;
    throw;
  }
  loaded.variants = make_variants(changed, loaded.scenario, source);
  loaded.file = source;
  loaded.lines = lines_of_values(text);
  for (const AppliedOverride& change : applied) {
    std::erase_if(loaded.lines,
                  [&](const auto& place) { return is_at_or_below(place.first, change.pointer); });
  }
  return loaded;
}

Scenario load_scenario(const std::filesystem::path& path,
                       const std::vector<std::string>& overrides) {
  return load_with_variants(path, overrides).scenario;
}

nlohmann::ordered_json scenario_to_json(const Scenario& scenario) {
  Scenario copy = scenario;  // a description can also fill in what it describes
  FieldsWriter writer;
  describe(writer, copy);
  return writer.object();
}

}  // namespace keyrace
