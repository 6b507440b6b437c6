#include "lab/cli/planned_run.h"

#include "emulator/sys/system_error.h"
#include "lab/cli/progress.h"
#include "lab/compare.h"
#include "lab/engine/lab_failure.h"
#include "lab/evidence/failure_record.h"
#include "lab/stack/named_program.h"

namespace keyrace {

ScenarioResult carry_out(const PlannedRun& run, RunOptions options, const Rendering& rendering) {
  // So that its evidence says which file was run.
  LoadedScenario loaded = run.loaded;
  find_named_programs(loaded.scenario);
  for (ScenarioVariant& variant : loaded.variants) find_named_programs(variant.scenario);
  options.source_file = short_name(loaded.file);
  options.source_lines = loaded.lines;
  options.for_page = rendering.format == ReportFormat::kHtml;
  const CampaignPlace place{loaded.point, run.alone};
  if (loaded.variants.empty()) {
    return result_of(run_scenario(loaded.scenario, options), rendering, place);
  }
  const ComparisonResult result = run_variants(loaded.scenario.name, loaded.variants, options);
  return result_of(result.comparison, result.directory, rendering, true, place);
}

ScenarioResult failed_result(const PlannedRun& run, const std::string& directory,
                             const std::string& error, const Rendering& rendering) {
  RunOutcome outcome;
  outcome.scenario = run.scenario().name;
  outcome.seed = run.scenario().seed;
  outcome.place = {run.loaded.point, run.alone};
  outcome.run_directory = short_name(directory);
  outcome.error = error;
  outcome.file = short_name(run.loaded.file);
  try {
    write_failure_record(directory, {outcome.scenario, outcome.seed, outcome.file, error});
  } catch (const SystemError&) {
    // The disk may be what failed: the result tells it all the same.
  }
  return result_of(outcome, rendering);
}

ScenarioResult run_in_this_process(const PlannedRun& run, RunOptions options,
                                   const Rendering& rendering) {
  Progress progress;
  options.on_progress = [&](std::chrono::seconds elapsed) {
    progress.running(run.directory_name, elapsed);
  };
  try {
    return carry_out(run, options, rendering);
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    progress.clear();
    return failed_result(run, options.run_directory, error.what(), rendering);
  }
}

}  // namespace keyrace
