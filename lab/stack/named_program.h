// Programs that a scenario names instead of telling their path: "wpa_supplicant-2.11". Called by
// lab/cli before a run, outside of the guest, whose environment is not the user's.
#pragma once

#include <string>

#include "lab/scenario/scenario.h"

namespace keyrace {

// The absolute path of the stack that images/stacks/build made under this name, else of the program
// of this name in PATH. A path is taken from the current directory; an empty name stays empty.
// Throws SystemError with the command that builds it.
std::string named_program(const std::string& name);

// In the place of each name that a node's "path" is.
void find_named_programs(Scenario& scenario);

}  // namespace keyrace
