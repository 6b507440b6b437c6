// `run --search POINTER=VALUES`: the first of the values with which an expectation does not hold
// any more, found by halving. Called by run.cc.
#pragma once

#include <string>

#include "lab/cli/campaign.h"
#include "lab/cli/run_plan.h"

namespace keyrace {

// One scenario with one seed: `search` is the option's value. Believes that what does not hold with
// one value holds with none behind it; what it tried is in the directory's table. Prints each run
// and the answer. Returns the exit status: that of a run that does not hold where there is one.
// Throws UsageError, ScenarioError, or as run_scenario does.
int run_search(const PlanRequest& request, const std::string& search,
               const CampaignOptions& options, ReportPrinter& printer);

}  // namespace keyrace
