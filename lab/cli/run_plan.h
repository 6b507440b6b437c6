// Which runs a command line asks for: scenarios by file, name or pattern, each with each seed, and
// which of them are this shard's. Called by run.cc.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lab/scenario/scenario_reader.h"

namespace keyrace {

// I of N, from 1: of a list that every shard has alike, it takes the I-th and each N-th after it.
struct Shard {
  std::size_t index = 1;
  std::size_t count = 1;

  bool has(std::size_t position) const { return position % count == index - 1; }
};

// "2/4"; throws UsageError.
Shard parse_shard(const std::string& text);

// "7" is one seed, "1..100" and "1,5,20..30" are several. What is none of these is left to the
// scenario reader, which says what would be right; throws UsageError for a range that can't be.
std::vector<std::string> parse_seeds(const std::string& text);

// Names with * or ? become the scenarios of the library that they fit. Throws ScenarioError when
// there is none.
std::vector<std::string> expand_patterns(const std::vector<std::string>& arguments,
                                         const std::string& library);

struct PlannedRun {
  LoadedScenario loaded;
  std::string directory_name;  // below the parent of several
  bool here = true;            // this shard's

  const Scenario& scenario() const { return loaded.scenario; }
};

struct PlanRequest {
  std::vector<std::string> scenarios;  // files, names and patterns
  std::string library;                 // its folder
  std::vector<std::string> overrides;
  std::vector<std::string> seeds;  // empty: what the scenario says
  Shard shard = {};
};

// Everything is read before anything runs: a typo in the last file shows at once. Throws
// ScenarioError.
std::vector<PlannedRun> plan_runs(const PlanRequest& request);

}  // namespace keyrace
