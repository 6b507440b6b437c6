#include "lab/cli/run_plan.h"

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <iterator>
#include <set>
#include <sstream>

#include "lab/cli/command_line.h"
#include "lab/cli/whole_number.h"
#include "lab/run.h"
#include "lab/scenario/scenario_file.h"
#include "lab/scenario/sweep.h"

namespace keyrace {
namespace {

constexpr std::uint64_t kMostSeeds = 100'000;

void add_seeds(const std::string& part, const std::string& whole, std::vector<std::string>& seeds) {
  const auto dots = part.find("..");
  const auto first = whole_number(std::string_view(part).substr(0, dots));
  const auto last =
      dots == std::string::npos ? first : whole_number(std::string_view(part).substr(dots + 2));
  if (!first || !last || *last < *first || *last - *first >= kMostSeeds) {
    throw UsageError(
        "--seed " + whole + ": '" + part +
        "' is no seed; 7, 1..100 (at most 100000 of them) or 1,5,20..30 would be right");
  }
  for (std::uint64_t n = 0; n <= *last - *first; ++n) seeds.push_back(std::to_string(*first + n));
}

bool is_pattern(const std::string& argument) {
  std::error_code ignored;
  return argument.find_first_of("*?") != std::string::npos &&
         !std::filesystem::exists(argument, ignored);
}

std::string padded(std::size_t number, std::size_t largest) {
  const std::string digits = std::to_string(number);
  return std::string(std::to_string(largest).size() - digits.size(), '0') + digits;
}

// One file, or one name of the library.
class PlannedScenario {
 public:
  PlannedScenario(const std::string& name, const PlanRequest& request)
      : name_(name), path_(resolve_scenario_path(name, request.library)), request_(request) {}

  std::vector<PlannedRun> runs() const {
    if (request_.seeds.empty()) return load("", request_.changes);
    std::vector<PlannedRun> runs;
    for (const std::string& seed : request_.seeds) {
      // --seed counts as the last of the settings.
      ScenarioChanges changes = request_.changes;
      changes.overrides.push_back("/seed=" + seed);
      std::ranges::move(load(seed, changes), std::back_inserter(runs));
    }
    return runs;
  }

 private:
  std::vector<PlannedRun> load(const std::string& seed, const ScenarioChanges& changes) const {
    std::vector<PlannedRun> runs;
    for (LoadedScenario& loaded : load_points(path_, changes)) {
      check_before_run(loaded.scenario, path_);
      for (const ScenarioVariant& variant : loaded.variants) {
        check_before_run(variant.scenario, path_);
      }
      runs.push_back({std::move(loaded), ""});
    }
    for (std::size_t i = 0; i < runs.size(); ++i) {
      PlannedRun& run = runs[i];
      run.directory_name = run.loaded.scenario.name;
      if (!run.loaded.point.empty()) run.directory_name += "-point-" + padded(i + 1, runs.size());
      if (request_.seeds.size() > 1) run.directory_name += "-seed-" + seed;
      run.alone = alone(run, seed);
    }
    return runs;
  }

  std::vector<std::string> alone(const PlannedRun& run, const std::string& seed) const {
    std::vector<std::string> words{name_};
    const auto set = [&words](const std::string& change) {
      words.insert(words.end(), {"--set", change});
    };
    for (const std::string& change : request_.changes.overrides) set(change);
    // Does nothing where the file has no sweep of its own.
    if (!run.loaded.point.empty()) set("/sweep={}");
    for (const Setting& setting : run.loaded.point) set(spoken_point({setting}));
    if (!seed.empty()) words.insert(words.end(), {"--seed", seed});
    std::ranges::copy(request_.surroundings, std::back_inserter(words));
    return words;
  }

  const std::string& name_;
  std::filesystem::path path_;
  const PlanRequest& request_;
};

// Draws may come to the same point twice: it is run once.
void leave_out_repeated_points(std::vector<PlannedRun>& runs) {
  std::set<std::string> known;
  std::erase_if(runs, [&](const PlannedRun& run) {
    return !run.loaded.point.empty() &&
           !known.insert(run_key(run.scenario(), run.loaded.point)).second;
  });
}

}  // namespace

std::vector<std::string> parse_seeds(const std::string& text) {
  if (text.find_first_of(",") == std::string::npos && text.find("..") == std::string::npos) {
    return {text};
  }
  std::vector<std::string> seeds;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) add_seeds(part, text, seeds);
  return seeds;
}

std::vector<std::string> expand_patterns(const std::vector<std::string>& arguments,
                                         const std::string& library) {
  std::vector<std::string> names;
  for (const std::string& argument : arguments) {
    if (!is_pattern(argument)) {
      names.push_back(argument);
      continue;
    }
    const std::size_t before = names.size();
    for (const std::string& name : library_scenarios(library)) {
      if (fnmatch(argument.c_str(), name.c_str(), 0) == 0) names.push_back(name);
    }
    if (names.size() == before) {
      throw ScenarioError(argument, "fits no scenario of " + library +
                                        "; keyrace scenarios lists them, and --library means all");
    }
  }
  return names;
}

std::string run_key(const Scenario& scenario, const std::vector<Setting>& point) {
  return scenario.name + " " + std::to_string(scenario.seed) + " " + spoken_point(point);
}

std::string fingerprint(const LoadedScenario& loaded) {
  std::string text = scenario_to_json(loaded.scenario).dump();
  for (const ScenarioVariant& variant : loaded.variants) {
    text += "\n" + variant.name + scenario_to_json(variant.scenario).dump();
  }
  std::ostringstream digits;
  digits << std::hex << std::setw(16) << std::setfill('0') << stable_hash(text);
  return digits.str();
}

std::vector<PlannedRun> plan_runs(const PlanRequest& request) {
  std::vector<PlannedRun> plan;
  for (const std::string& name : expand_patterns(request.scenarios, request.library)) {
    std::vector<PlannedRun> runs = PlannedScenario(name, request).runs();
    leave_out_repeated_points(runs);
    std::ranges::move(runs, std::back_inserter(plan));
  }
  if (plan.size() == 1 && !request.shard.source.empty()) return plan;
  std::vector<std::string> keys;
  for (const PlannedRun& run : plan) keys.push_back(run_key(run.scenario(), run.loaded.point));
  const std::vector<bool> here = deal(keys, request.shard);
  for (std::size_t i = 0; i < plan.size(); ++i) plan[i].here = here[i];
  return plan;
}

}  // namespace keyrace
