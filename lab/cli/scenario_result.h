// What one scenario of the command line, or one run directory, came to: as CI shows it, and as it
// is printed in the format that was asked for. Made by `run`, `report` and `merge`, printed by
// ReportPrinter.
#pragma once

#include <string>
#include <vector>

#include "lab/cli/report_format.h"
#include "lab/report/comparison.h"
#include "lab/report/outcome.h"
#include "lab/run.h"

namespace keyrace {

struct ScenarioResult {
  std::vector<RunOutcome> outcomes;  // one; of a scenario that compares, one for each variant
  std::string text = {};             // empty where the format is a document of all
};

ScenarioResult result_of(const RunResult& run, const Rendering& rendering,
                         const CampaignPlace& place);
// `told` has each variant's line above the table.
ScenarioResult result_of(const Comparison& comparison, const std::string& directory,
                         const Rendering& rendering, bool told, const CampaignPlace& place);
// Of a run that could not be done; a line is all that it has.
ScenarioResult result_of(const RunOutcome& failed, const Rendering& rendering);

// A result on its way from one process to another of the same program.
std::string to_bytes(const ScenarioResult& result);
ScenarioResult from_bytes(const std::string& bytes);

// A path as a person would type it: below the current directory without that.
std::string short_name(const std::string& path);

}  // namespace keyrace
