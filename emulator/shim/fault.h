/* Which faults an install meets and what they do. To add one: its kind in shim_config.h, its check
 * in config_load.c, its name and its act here; one that needs more than a line gets its own file.
 */
#ifndef KEYRACE_EMULATOR_SHIM_FAULT_H
#define KEYRACE_EMULATOR_SHIM_FAULT_H

#include <stdint.h>

#include "emulator/shim/key_event.h"
#include "emulator/shim/line.h"
#include "emulator/shim/scatter.h"
#include "emulator/shim/shim_config.h"

/* Sets event->faults and, as it follows from them, event->part. */
void fault_select(const struct keyrace_shim_config* config, struct key_event* event);

/* Everything that comes before the stack's own request, in the order of the configuration. */
void fault_act(const struct keyrace_shim_config* config, const struct scatter* bytes,
               const struct key_event* event);

/* The names of an event's faults as a JSON string ("delay", "delay+split") or null. */
void fault_names(const struct keyrace_shim_config* config, const struct key_event* event,
                 struct line* line);

#endif
