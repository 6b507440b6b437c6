// How one run of a campaign is done again. Called by campaign.cc, search.cc and merge.cc.
#pragma once

#include "lab/evidence/run_index.h"

namespace keyrace {

// On stderr, of a point of a sweep that did not hold or could not be done: the command that runs it
// alone.
void tell_alone(const IndexEntry& entry);

}  // namespace keyrace
