// Variants of a scenario, run one after the other and laid side by side: the whole flow of run.h
// for each. Called by lab/cli.
#pragma once

#include "lab/report/comparison.h"
#include "lab/run.h"
#include "lab/scenario/variants.h"

namespace keyrace {

struct ComparisonResult {
  Comparison comparison;
  std::string directory;  // of comparison.json; the run directories are below it
};

// `options.run_directory` is the parent of a run directory for each variant; the other options hold
// for all. Throws as run_scenario does.
ComparisonResult run_variants(const std::string& scenario,
                              const std::vector<ScenarioVariant>& variants, RunOptions options);

// From the evidence of each run alone.
Comparison comparison_from_evidence(const std::string& directory, bool for_page);

}  // namespace keyrace
