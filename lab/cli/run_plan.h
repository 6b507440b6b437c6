// Which runs a command line asks for: scenarios by file, name or pattern, each with each seed and
// at each point of its sweep, and which of them are this shard's. Called by run.cc.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lab/cli/shard.h"
#include "lab/scenario/scenario_reader.h"

namespace keyrace {

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
  // The words that run it alone: behind "keyrace run".
  std::vector<std::string> alone = {};

  const Scenario& scenario() const { return loaded.scenario; }
};

struct PlanRequest {
  std::vector<std::string> scenarios;  // files, names and patterns
  std::string library;                 // its folder
  ScenarioChanges changes = {};
  std::vector<std::string> seeds = {};         // empty: what the scenario says
  std::vector<std::string> surroundings = {};  // options that a run alone needs, too: of the kernel
  Shard shard = {};
};

// What tells the runs of a campaign apart: scenario, seed and what its point sets.
std::string run_key(const Scenario& scenario, const std::vector<Setting>& point);
// 16 hexadecimal digits for everything that is run, whatever file it comes from.
std::string fingerprint(const LoadedScenario& loaded);

// Everything is read before anything runs: a typo in the last file shows at once. One run alone is
// not divided by the environment's shard. Throws ScenarioError.
std::vector<PlannedRun> plan_runs(const PlanRequest& request);

}  // namespace keyrace
