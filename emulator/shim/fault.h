/* What the faults do to a request, and the one place where their composition is written down.
 *
 * A request meets the faults that chose it (fault_select.h) in the order of the configuration:
 *
 *   early              Has happened, wherever it stands: the key is in since before a message left
 *                      (early.h). The request for the same key, if it still goes, changes nothing
 *                      and succeeds. The stack may block or be refused here all the same.
 *   delay, hold-until  The stack blocks here. Everything that waits comes before the stack's own
 *                      request, whatever becomes of that.
 *   swap-mic, corrupt  The key is another one from here on: for the faults after it, the request
 *                      and the history of keys.
 *   split              The first half of the key as it is here goes from the shim's socket, then
 *                      the gap. The second half is the stack's own request, with its own fate.
 *   duplicate          The request as it is here goes once more, from the shim's socket, by_ns
 *                      after the stack's call has returned. So "corrupt, duplicate" repeats the
 *                      wrong key, and "duplicate, corrupt" heals it.
 *   defer, drop, fail  What becomes of the stack's own request, and the end. defer: by_ns after its
 *                      acknowledgement it goes from the shim's socket. With "split, drop" the
 *                      second half never comes.
 *
 * Refused when the configuration is loaded (fault_rules.h), for two faults that can choose the same
 * request: anything but early after defer, drop or fail; duplicate before one of them; early and
 * what makes another key of it (split, swap-mic, corrupt). For one alone: split, swap-mic or
 * corrupt of a delete; an install that waits for itself; early of anything but pairwise installs,
 * or without a guest to ask; and what no field allows.
 *
 * Not applicable, named so in the log, and passed over: split and swap-mic if the key is not TKIP's
 * 32 octets; corrupt of a part that the key does not have; everything but swap-mic and corrupt if
 * the key only comes with a request for something else (connect, ...); everything but delay and
 * hold-until if the call is larger than a draft; defer and duplicate if there is no memory; early
 * if no message was seen before the request, or its key was another one, or the kernel refused it.
 *
 * To add one: its kind in shim_config.h, its rules in fault_rules.c, its name and applicability in
 * fault_select.c, its act here; one that needs more than a line gets its own file.
 */
#ifndef KEYRACE_EMULATOR_SHIM_FAULT_H
#define KEYRACE_EMULATOR_SHIM_FAULT_H

#include "emulator/shim/draft.h"
#include "emulator/shim/hold.h"
#include "emulator/shim/key_event.h"
#include "emulator/shim/shim_config.h"

/* Everything that comes before the stack's own request; leaves what goes in the draft. */
void fault_act(const struct keyrace_shim_config* config, const struct hold_marks* marks,
               struct draft* draft, struct key_event* event);

#endif
