/* Which faults an event meets, and their names. */
#ifndef KEYRACE_EMULATOR_SHIM_FAULT_SELECT_H
#define KEYRACE_EMULATOR_SHIM_FAULT_SELECT_H

#include "emulator/shim/key_event.h"
#include "emulator/shim/line.h"
#include "emulator/shim/shim_config.h"

/* Sets event->faults and event->idle. `draft_fits`: the call's bytes can be changed.
 *
 * With probability p of 1,000,000 the fault at place i (from 0) of the list chooses the request
 * with number n among those of its sort and kind of key if mix(mix(mix(seed) + i) + kind * 2^32 +
 * n) mod 1,000,000 < p where mix(x) is the first output of splitmix64 (Steele, Lea, Flood 2014)
 * with the state x.
 */
void fault_select(const struct keyrace_shim_config* config, bool draft_fits,
                  struct key_event* event);

/* Whether config->faults[i] chooses an event with this number, sort and kind of key. */
bool fault_chooses(const struct keyrace_shim_config* config, uint32_t i,
                   const struct key_event* event);

/* Whether config->faults[i] chose the event and can do something with it. */
static inline bool fault_acts(const struct key_event* event, uint32_t i) {
  return ((event->faults & ~event->idle) >> i & 1) != 0;
}

/* The names of an event's faults as a JSON string ("delay", "delay+split") or null. */
void fault_names(const struct keyrace_shim_config* config, const struct key_event* event,
                 struct line* line);

#endif
