/* What a list of faults must not say; the scenario's reader refuses the same, in its own words. */
#ifndef KEYRACE_EMULATOR_SHIM_FAULT_RULES_H
#define KEYRACE_EMULATOR_SHIM_FAULT_RULES_H

#include "emulator/shim/shim_config.h"

/* NULL: the faults of the configuration make sense, each for itself and together (fault.h). */
const char* fault_rules_problem(const struct keyrace_shim_config* config);

#endif
