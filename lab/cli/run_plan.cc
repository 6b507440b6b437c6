#include "lab/cli/run_plan.h"

#include <fnmatch.h>

#include <charconv>
#include <filesystem>
#include <optional>
#include <sstream>

#include "lab/cli/command_line.h"
#include "lab/run.h"
#include "lab/scenario/scenario_file.h"

namespace keyrace {
namespace {

constexpr std::uint64_t kMostSeeds = 100'000;

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

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

PlannedRun load(const std::filesystem::path& path, const std::vector<std::string>& overrides) {
  PlannedRun run{load_with_variants(path, overrides), ""};
  check_before_run(run.loaded.scenario, path);
  for (const ScenarioVariant& variant : run.loaded.variants) {
    check_before_run(variant.scenario, path);
  }
  run.directory_name = run.loaded.scenario.name;
  return run;
}

std::vector<PlannedRun> load_with_seeds(const std::filesystem::path& path,
                                        const PlanRequest& request) {
  if (request.seeds.empty()) return {load(path, request.overrides)};
  std::vector<PlannedRun> runs;
  for (const std::string& seed : request.seeds) {
    // --seed counts as the last of the settings.
    std::vector<std::string> overrides = request.overrides;
    overrides.push_back("/seed=" + seed);
    runs.push_back(load(path, overrides));
    if (request.seeds.size() > 1) runs.back().directory_name += "-seed-" + seed;
  }
  return runs;
}

}  // namespace

Shard parse_shard(const std::string& text) {
  const auto slash = text.find('/');
  const auto index = whole_number(std::string_view(text).substr(0, slash));
  const auto count = slash == std::string::npos
                         ? std::nullopt
                         : whole_number(std::string_view(text).substr(slash + 1));
  if (!index || !count || *index < 1 || *index > *count) {
    throw UsageError("--shard " + text + ": I/N with I from 1 to N would be right, such as 2/4");
  }
  return {static_cast<std::size_t>(*index), static_cast<std::size_t>(*count)};
}

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

std::vector<PlannedRun> plan_runs(const PlanRequest& request) {
  std::vector<PlannedRun> plan;
  for (const std::string& name : expand_patterns(request.scenarios, request.library)) {
    for (PlannedRun& run : load_with_seeds(resolve_scenario_path(name, request.library), request)) {
      run.here = request.shard.has(plan.size());
      plan.push_back(std::move(run));
    }
  }
  return plan;
}

}  // namespace keyrace
