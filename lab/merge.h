// The runs of several shards, put together. Called by `keyrace merge`.
#pragma once

#include <string>
#include <vector>

#include "lab/run_places.h"

namespace keyrace {

// What one directory has of one run.
struct MergedRun {
  RunPlace place;    // where it is now; no directory: no shard has brought it
  std::string name;  // its directory's, below the merged one
};

// One entry for each scenario, seed and point, in the order of the first directory that names it.
// Throws EvidenceError: the same run twice, two runs whose directories have one name, a run that
// two directories know as different ones, two kernels, or shards of two campaigns.
std::vector<MergedRun> plan_merge(const std::vector<std::string>& directories);

// Copies the runs below `parent`, which is there and empty; their places are then those. Throws
// SystemError.
void copy_runs(std::vector<MergedRun>& runs, const std::string& parent);

}  // namespace keyrace
