/* The key log: one JSON object and one write(2) per line, to the descriptor of the configuration.
 * Last stage of the pipeline.
 *
 *   event     install, set, delete; attached {pid, program, shim} once per program; overlooked
 *             {requests}: so many of one send call were more than the shim keeps track of
 *   node      as configured
 *   n         install: its number among this process's installs of its kind, from 1 (both halves of
 *             a split have the same); set, delete: how many installs there were before
 *   cmd       new_key, set_key, del_key
 *   key       pairwise, group; key_id, ifindex: numbers, null if the request has none
 *   peer      "02:00:00:00:00:00" or null
 *   cipher    suite selector in hex ("000fac02") or null
 *   material  key data in hex, as this request gives it to the kernel, or null
 *   seq       receive counter in hex, least significant octet first, or null
 *   part      whole; tk, mic: what of the key changes by this request of a split
 *   fault     null or the names of all faults of this install, "+" between: delay, split,
 *             split-not-applicable
 *   asked_ns  CLOCK_MONOTONIC: the stack called
 *   done_ns   CLOCK_MONOTONIC: the request had returned, and the kernel had handled it
 *   error     0 or a negative errno: the send failed; for the first half of a split, which the shim
 *             sends, also what the kernel answered. The answer to the stack itself is not seen.
 */
#ifndef KEYRACE_EMULATOR_SHIM_KEY_LOG_H
#define KEYRACE_EMULATOR_SHIM_KEY_LOG_H

#include <stddef.h>

#include "emulator/shim/key_event.h"
#include "emulator/shim/shim_config.h"

/* Notes which file the log is, before anything else; then writes the line of this program. */
void key_log_attached(const struct keyrace_shim_config* config);

void key_log_request(const struct keyrace_shim_config* config, const struct key_event* event);

/* So many key requests of one send call were more than the shim keeps track of. */
void key_log_overlooked(const struct keyrace_shim_config* config, size_t count);

#endif
