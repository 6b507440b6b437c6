#include "lab/cli/place_result.h"

#include "lab/compare.h"
#include "lab/engine/lab_failure.h"
#include "lab/evidence/comparison_record.h"
#include "lab/evidence/failure_record.h"
#include "lab/run.h"
#include "lab/scenario/sweep.h"

namespace keyrace {
namespace {

ScenarioResult failed(const RunPlace& place, const std::string& error, const std::string& file,
                      const Rendering& rendering) {
  RunOutcome outcome;
  outcome.scenario = place.entry.scenario;
  outcome.seed = place.entry.seed;
  outcome.point = spoken_point(place.entry.point);
  outcome.error = error;
  outcome.file = file;
  if (!place.directory.empty()) outcome.run_directory = short_name(place.directory);
  return result_of(outcome, rendering);
}

}  // namespace

IndexStatus index_status(OutcomeStatus status) {
  switch (status) {
    case OutcomeStatus::kHolds:
      return IndexStatus::kHolds;
    case OutcomeStatus::kDoesNotHold:
      return IndexStatus::kDoesNotHold;
    case OutcomeStatus::kError:
      return IndexStatus::kError;
  }
  return IndexStatus::kError;
}

ScenarioResult judge(const RunPlace& place, const Rendering& rendering) {
  if (place.directory.empty())
    return failed(place, "it was not run, or its result is not here", "", rendering);
  if (const auto failure = read_failure_record(place.directory)) {
    return failed(place, failure->error, failure->file, rendering);
  }
  const std::string point = spoken_point(place.entry.point);
  try {
    if (is_comparison(place.directory)) {
      return result_of(comparison_from_evidence(place.directory), place.directory, rendering, false,
                       point);
    }
    return result_of(report_from_evidence(place.directory), place.directory, rendering, point);
  } catch (const LabFailure& error) {
    return failed(place, error.what(), "", rendering);
  }
}

}  // namespace keyrace
