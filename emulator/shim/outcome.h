/* The last stage: what follows from a request that the kernel has got, or never will. */
#ifndef KEYRACE_EMULATOR_SHIM_OUTCOME_H
#define KEYRACE_EMULATOR_SHIM_OUTCOME_H

#include "emulator/shim/key_event.h"
#include "emulator/shim/shim_config.h"

/* Writes the line of the log. If it was carried out, an install is the last key of its slot; if it
 * also is the first time that this pairwise key is whole (early: that was before), it counts as an
 * event of the node, after its line: whoever waited for it logs later.
 */
void outcome_settle(const struct keyrace_shim_config* config, const struct key_event* event,
                    bool carried_out, bool first_time);

#endif
