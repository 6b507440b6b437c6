// One run of a plan, from its scenario to its result. Called by run.cc, in this process or in a
// worker.
#pragma once

#include "lab/cli/run_plan.h"
#include "lab/cli/scenario_result.h"
#include "lab/run.h"

namespace keyrace {

// `options.run_directory` is there and empty. Throws as run_scenario does.
ScenarioResult carry_out(const PlannedRun& run, RunOptions options, const Rendering& rendering);

// The result of what carry_out could not do; leaves it in the directory, too.
ScenarioResult failed_result(const PlannedRun& run, const std::string& directory,
                             const std::string& error, const Rendering& rendering);

// Both, with progress on stderr: what can't be done is a result. Throws Interrupted only.
ScenarioResult run_in_this_process(const PlannedRun& run, RunOptions options,
                                   const Rendering& rendering);

}  // namespace keyrace
