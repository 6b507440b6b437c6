/* Reads and checks the block of shim_config.h and maps the events, once, when the shim is loaded.
 */
#ifndef KEYRACE_EMULATOR_SHIM_CONFIG_LOAD_H
#define KEYRACE_EMULATOR_SHIM_CONFIG_LOAD_H

#include "emulator/shim/shim_config.h"

/* NULL: there is none, or it is bad (then one line on stderr has said why). The descriptor is left
 * open, because the shim in a program that this one executes reads it again.
 */
const struct keyrace_shim_config* config_load(void);

#endif
