// Finds the installs that gave a node the pairwise key that it had, and what its own frames tell of
// the key's counters.
#pragma once

#include <vector>

#include "lab/report/report.h"

namespace keyrace {

std::vector<Reinstall> find_reinstalls(const RunVerdicts& verdicts);

}  // namespace keyrace
