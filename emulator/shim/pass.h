/* One send call of the program that has key requests in it, or a message for which a key has to be
 * in place (early), from before to after: parse, select, act; make the call, with the program's
 * bytes or, where a fault replaced them, with the draft's; settle what came of it. Everything here
 * keeps errno, but for what the call itself sets.
 */
#ifndef KEYRACE_EMULATOR_SHIM_PASS_H
#define KEYRACE_EMULATOR_SHIM_PASS_H

#include <stdbool.h>
#include <sys/types.h>

#include "emulator/shim/send_call.h"

/* Whether there is such a thing in the call's bytes, wherever they go. */
bool pass_concerns(const struct send_call* call);

/* Such a call; the result is that of the call which was made. */
ssize_t pass_send(const struct send_call* call);

/* Whether some fault can refuse a request (refusal.h), so that answers have to be looked at. */
bool pass_may_refuse(void);

/* Takes the configuration; before it (and without one) no call is looked at. */
void pass_start(void);

#endif
