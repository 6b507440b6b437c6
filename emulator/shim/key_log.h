/* The key log: one JSON object and one write(2) per line, to the descriptor of the configuration.
 * Last stage of the pipeline.
 *
 *   event     install, set, delete; attached {pid, program, shim} once per program; overlooked
 *             {requests}: so many of one send call were more than the shim keeps track of
 *   node      as configured
 *   n         install: its number among this process's installs of its kind, from 1 (both halves of
 *             a split, a duplicate, and an early key and the stack's own request for it have the
 *             same; what is dropped counts); set, delete: how many
 *             installs there were before. A fault on deletes counts these by themselves.
 *   cmd       new_key, set_key, del_key; connect, join_ibss, start_ap, authenticate: the key came
 *             with such a request, one line per key, event install, key group
 *   key       pairwise, group; key_id, ifindex: numbers, null if the request has none
 *   peer      "02:00:00:00:00:00" or null
 *   cipher    suite selector in hex ("000fac02") or null
 *   material  key data in hex, as this request gives it to the kernel (not sent: as the stack asked
 *             for it), or null
 *   asked     key data in hex, as the stack asked for it, or null; the same as material unless a
 *             fault changed it or this is the first half of a split
 *   seq       receive counter in hex, least significant octet first, or null
 *   part      whole; tk, mic: what of the key changes by this request of a split
 *   fault     null or the names of all faults of this request, "+" between: delay, split, defer,
 *             drop, fail, duplicate, swap-mic, corrupt, hold-until, early, each with
 *             "-not-applicable" behind it if it could do nothing (fault.h). The line of a
 *             duplicate's copy has "duplicate" alone; that of an early install, which comes before
 *             the stack's own, has "early" alone.
 *   sent      true; false: the kernel never got the request to carry it out (drop, fail; a defer or
 *             a copy that was still pending at the end of the program, or could not be made)
 *   asked_ns  CLOCK_MONOTONIC: the stack called; an early install: it was about to send the message
 *   done_ns   CLOCK_MONOTONIC: the request had returned, and the kernel had handled it. For a
 * defer, and for a duplicate's copy, that is later than the return of the stack's call; so these
 * lines are not in the order of asking. Not sent: it would have been then error     0 or a negative
 * errno: the send failed; fail: what the stack got as the answer. For what the shim sends (the
 * first half of a split, a defer, a copy) also what the kernel answered. The answer to the stack's
 * own request is not seen.
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
