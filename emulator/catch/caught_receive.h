/* A stopped call that receives: let go unless an answer is outstanding that has to be corrected
 * (emulator/shim/refusal.h), else made here, through the shim.
 */
#ifndef KEYRACE_EMULATOR_CATCH_CAUGHT_RECEIVE_H
#define KEYRACE_EMULATOR_CATCH_CAUGHT_RECEIVE_H

#include "emulator/catch/notification.h"

/* Returns at once: the kernel has answered before the request's own call ended, so what is to be
 * corrected is there. A call that finds nothing is let go, to wait in the kernel; and so one that
 * already waits there, in another thread, when the request is made gets the answer uncorrected.
 */
void caught_receive(const struct notification* notification);

#endif
