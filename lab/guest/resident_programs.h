// Files of programs over a slow way to the host: a page that a stack comes to for the first time,
// in the middle of a rekey, would be waited for. Called by Experiment before the stacks are
// started.
#pragma once

#include "lab/scenario/scenario.h"

namespace keyrace {

// Reads the scenario's stacks, with the libraries that their loader names, and this program into
// the kernel's memory. Throws SystemError where a stack is not there.
void make_programs_resident(const Scenario& scenario);

}  // namespace keyrace
