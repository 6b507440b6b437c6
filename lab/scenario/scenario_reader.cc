#include "lab/scenario/scenario_reader.h"

#include "lab/scenario/fields_reader.h"
#include "lab/scenario/fields_writer.h"
#include "lab/scenario/json_places.h"
#include "lab/scenario/json_text.h"
#include "lab/scenario/override.h"
#include "lab/scenario/scenario_check.h"
#include "lab/scenario/scenario_fields.h"
#include "lab/scenario/scenario_file.h"
#include "lab/scenario/sweep.h"
#include "lab/scenario/sweep_values.h"

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

// A file on its way to the scenarios that it means; an error names what caused it.
class ScenarioLoader {
 public:
  explicit ScenarioLoader(const std::filesystem::path& path)
      : source_(path.string()),
        text_(read_scenario_file(path)),
        original_(parse_json_text(text_, source_)),
        changed_(original_) {}

  Scenario load_whole(const std::vector<std::string>& overrides) {
    override_all(overrides);
    return finish(read(changed_)).scenario;
  }

  std::vector<LoadedScenario> load(const ScenarioChanges& changes) {
    override_all(changes.overrides);
    for (const std::string& argument : changes.sweeps) add_sweep(argument);
    if (!changes.points.empty()) set_points(changes.points);
    const Scenario whole = read(changed_);
    const auto points = points_of(whole);
    changed_.erase(kSweep);
    if (points.empty()) return {finish(read(changed_))};
    std::vector<LoadedScenario> loaded;
    for (const std::vector<Setting>& point : points) loaded.push_back(load_point(point));
    return loaded;
  }

 private:
  static constexpr char kSweep[] = "sweep";

  void override_all(const std::vector<std::string>& overrides) {
    for (const std::string& argument : overrides) {
      const Override change = parse_override(argument);
      applied_.push_back(
          {"--set " + argument, "", apply_override(changed_, change.pointer, change.value)});
    }
  }

  void add_sweep(const std::string& argument) {
    const std::string source = "--sweep " + argument;
    const auto equals = argument.find('=');
    if (equals == std::string::npos || !argument.starts_with('/')) {
      throw ScenarioError(source, "must be POINTER=VALUES, such as /faults/0/by=0ms..200ms:1ms");
    }
    set(source, sweep_place(argument.substr(0, equals)), as_json_text(argument.substr(equals + 1)));
  }

  // "grid", "pairs", or a number of draws.
  void set_points(const std::string& points) {
    const std::string source = "--points " + points;
    if (points.find_first_not_of("0123456789") != std::string::npos) {
      set(source, "/sweep/points", nlohmann::json(points).dump());
    } else {
      set(source, "/sweep/points", R"("draws")");
      set(source, "/sweep/draws", points);
    }
  }

  void set(const std::string& source, const std::string& pointer, const std::string& value) {
    try {
      applied_.push_back({source, "", apply_override(changed_, pointer, value)});
    } catch (const ScenarioError& error) {
      throw ScenarioError(source, error.reason());
    }
  }

  template <typename Step>
  auto blaming(const Step& step) const {
    try {
      return step();
    } catch (const ScenarioError& error) {
      if (const auto cause = overriding_cause(error, original_, applied_)) throw *cause;
      throw;
    }
  }

  Scenario read(const nlohmann::json& json) const {
    return blaming([&] { return scenario_from_json(json, source_); });
  }

  std::vector<std::vector<Setting>> points_of(const Scenario& whole) const {
    return blaming([&] { return sweep_points(whole.sweep, whole.seed, source_); });
  }

  LoadedScenario load_point(const std::vector<Setting>& point) {
    const nlohmann::json base = changed_;
    const std::size_t before = applied_.size();
    for (const Setting& setting : point) {
      const auto [source, at] = origin(setting.pointer);
      try {
        applied_.push_back({source, at, apply_override(changed_, setting.pointer, setting.value)});
      } catch (const ScenarioError& error) {
        throw ScenarioError(source, at, error.reason());
      }
    }
    LoadedScenario loaded = finish(read(changed_));
    loaded.point = point;
    changed_ = base;
    applied_.resize(before);
    return loaded;
  }

  // What said that this member is swept.
  std::pair<std::string, std::string> origin(const std::string& pointer) const {
    const std::string place = sweep_place(pointer);
    for (auto change = applied_.rbegin(); change != applied_.rend(); ++change) {
      if (is_at_or_below(place, change->pointer)) return {change->source, change->at};
    }
    return {source_, place};
  }

  LoadedScenario finish(Scenario scenario) const {
    LoadedScenario loaded;
    loaded.scenario = std::move(scenario);
    loaded.variants = make_variants(changed_, loaded.scenario, source_);
    loaded.file = source_;
    loaded.lines = lines_of_values(text_);
    for (const AppliedOverride& change : applied_) {
      std::erase_if(loaded.lines,
                    [&](const auto& place) { return is_at_or_below(place.first, change.pointer); });
    }
    return loaded;
  }

  std::string source_;
  std::string text_;
  nlohmann::json original_;
  nlohmann::json changed_;
  std::vector<AppliedOverride> applied_;
};

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

std::vector<LoadedScenario> load_points(const std::filesystem::path& path,
                                        const ScenarioChanges& changes) {
  return ScenarioLoader(path).load(changes);
}

Scenario load_scenario(const std::filesystem::path& path,
                       const std::vector<std::string>& overrides) {
  return ScenarioLoader(path).load_whole(overrides);
}

nlohmann::ordered_json scenario_to_json(const Scenario& scenario) {
  Scenario copy = scenario;  // a description can also fill in what it describes
  FieldsWriter writer;
  describe(writer, copy);
  return writer.object();
}

}  // namespace keyrace
