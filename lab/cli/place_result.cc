#include "lab/cli/place_result.h"

#include <stdexcept>

#include "lab/compare.h"
#include "lab/engine/lab_failure.h"
#include "lab/evidence/comparison_record.h"
#include "lab/evidence/failure_record.h"
#include "lab/run.h"

namespace keyrace {
namespace {

CampaignPlace place_of(const IndexEntry& entry) {
  return {entry.point, entry.alone};
}

ScenarioResult failed(const RunPlace& place, const std::string& error, const std::string& file,
                      const Rendering& rendering) {
  RunOutcome outcome;
  outcome.scenario = place.entry.scenario;
  outcome.seed = place.entry.seed;
  outcome.place = place_of(place.entry);
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
  const bool for_page = rendering.format == ReportFormat::kHtml;
  const CampaignPlace at = place_of(place.entry);
  try {
    if (is_comparison(place.directory)) {
      return result_of(comparison_from_evidence(place.directory, for_page), place.directory,
                       rendering, false, at);
    }
    return result_of(result_from_evidence(place.directory, for_page), rendering, at);
  } catch (const LabFailure& error) {
    return failed(place, error.what(), "", rendering);
  } catch (const std::runtime_error& error) {
    // Evidence that is damaged: of several runs the others go on.
    if (place.index.empty()) throw;
    return failed(place, error.what(), "", rendering);
  }
}

}  // namespace keyrace
