/* A stopped call that sends: let go unless it carries a key request to the kernel, else made here,
 * through the shim.
 */
#ifndef KEYRACE_EMULATOR_CATCH_CAUGHT_SEND_H
#define KEYRACE_EMULATOR_CATCH_CAUGHT_SEND_H

#include "emulator/catch/notification.h"

/* Returns at once. A request is made, and the call ended, by a thread of its own: a fault may hold
 * it for long, and other threads of the stack go on meanwhile.
 */
void caught_send(const struct notification* notification);

#endif
