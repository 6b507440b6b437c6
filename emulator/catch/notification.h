/* One stopped call of the stack, as the kernel tells it, and the ways to let it end
 * (seccomp_unotify(2)). The thread that made it waits until then.
 */
#ifndef KEYRACE_EMULATOR_CATCH_NOTIFICATION_H
#define KEYRACE_EMULATOR_CATCH_NOTIFICATION_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct notification {
  int listener;
  uint64_t id;
  pid_t thread;
  int call; /* SYS_sendmsg, ... */
  uint64_t arguments[6];
};

/* The next one; false: there is none now. */
bool notification_take(int listener, struct notification* notification);

/* The thread still waits, so that what was read by its number was its own. */
bool notification_holds(const struct notification* notification);

/* The kernel carries out the call as the stack made it. */
void notification_let_go(const struct notification* notification);

/* The call returns `result`, a negative errno if it failed, and was never carried out. */
void notification_answer(const struct notification* notification, int64_t result);

#endif
