/* The seccomp filter that stops the stack in the calls which may carry key requests, or answers to
 * them, and tells whoever holds its listener.
 */
#ifndef KEYRACE_EMULATOR_CATCH_FILTER_H
#define KEYRACE_EMULATOR_CATCH_FILTER_H

#include <stdbool.h>

/* For the calling process, from now on and for good, over exec and in all its children; with
 * `receiving` also in the calls that receive. The listener's descriptor, closed at exec; or -1 and
 * errno. Makes no call that it stops, and none that is not async-signal-safe.
 *
 * Without CAP_SYS_ADMIN it takes no_new_privs, too: set-user-ID has then no effect.
 */
int filter_install(bool receiving);

#endif
