/* One send call of the program, seen from before to after: pass_begin parses, selects and acts,
 * then the caller makes the call, and pass_end logs. Everything here keeps errno.
 *
 * A fault that replaces the call's bytes (a request turned into NLMSG_NOOP) or its result belongs
 * between the two: in what pass_begin hands back and pass_end returns.
 */
#ifndef KEYRACE_EMULATOR_SHIM_PASS_H
#define KEYRACE_EMULATOR_SHIM_PASS_H

#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "emulator/shim/key_event.h"
#include "emulator/shim/scatter.h"

/* Stacks send one key request per call. Few, because they lie on the stack of every write. */
#define PASS_MAX_EVENTS 4

struct pass {
  size_t count; /* 0: none of our business, and the members below are not set */
  size_t overlooked;
  struct key_event events[PASS_MAX_EVENTS];
};

/* `to` may be NULL: where the socket is connected. */
void pass_begin(struct pass* pass, int fd, struct scatter bytes, const struct sockaddr* to,
                socklen_t to_size);

void pass_end(struct pass* pass, ssize_t result);

/* Takes the configuration; before it (and without one) no call is looked at. */
void pass_start(void);

#endif
