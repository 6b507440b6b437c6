/* hold-until: the request waits for something that happens elsewhere in the run. */
#ifndef KEYRACE_EMULATOR_SHIM_HOLD_H
#define KEYRACE_EMULATOR_SHIM_HOLD_H

#include "emulator/shim/key_event.h"
#include "emulator/shim/shim_config.h"

/* What each fault's counter showed when the requests of a call were asked. */
struct hold_marks {
  uint32_t counts[KEYRACE_SHIM_MAX_FAULTS];
};

void hold_mark(const struct keyrace_shim_config* config, struct hold_marks* marks);

/* Blocks until the rule in shim_config.h is met. It may never be: that is for the run's deadline.
 */
void hold_until(const struct keyrace_shim_fault* fault, uint32_t mark,
                const struct key_event* event);

#endif
