/* Requests that go later than the stack's call, from the shim's own socket: those of `defer` and
 * the copies of `duplicate`. One detached helper thread, all signals blocked, is there while any is
 * pending; each goes at its time of CLOCK_MONOTONIC and is logged when it is done.
 *
 * Deferred requests keep their order: one does not overtake another that was asked before, however
 * short its own time. They are this process's: a fork leaves them with the parent, and executing
 * another program, or _exit, loses them. At exit those that are left are logged as not sent.
 */
#ifndef KEYRACE_EMULATOR_SHIM_LATER_H
#define KEYRACE_EMULATOR_SHIM_LATER_H

#include "emulator/shim/draft.h"
#include "emulator/shim/key_event.h"
#include "emulator/shim/shim_config.h"

/* Takes a copy of the event's request, as it is now in the draft, for config->faults[i] (a defer or
 * a duplicate) and hangs it on the event. False: no memory.
 */
bool later_take(const struct keyrace_shim_config* config, uint32_t i, struct draft* draft,
                struct key_event* event);

/* The stack's call has succeeded at event->done_ns: what hangs on the event goes by_ns after. */
void later_queue(struct key_event* event);

/* The stack's call has failed: nothing follows. */
void later_discard(struct key_event* event);

/* Before any request; once. */
void later_start(void);

#endif
