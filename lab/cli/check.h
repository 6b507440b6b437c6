// `keyrace run --check`: whether a run is the same when it is done again. Called by run.cc.
#pragma once

#include <vector>

#include "lab/cli/campaign.h"

namespace keyrace {

// Does each of the plan that is this shard's twice, in the directories first and second of its own,
// and prints whether their evidence is the same, or where it differs. Without a parent
// `options.run` names the directory of a single one. Returns the exit status: 0 the same, 1 not, 3
// a run could not be done. Throws as run_campaign does.
int check_runs(const std::vector<PlannedRun>& plan, const CampaignOptions& options);

}  // namespace keyrace
