/* keyrace_catch PROGRAM [ARGUMENT]...: runs a stack that libkeyrace_shim.so can't be loaded into
 * (static, another C library, set-user-ID) or doesn't see (direct system calls), so that its key
 * requests go through the shim all the same. Started by the guest in the stack's place
 * (lab/stack/interposition.h).
 *
 * The shim is linked into this program and lives here, with the same configuration, faults and log.
 * A seccomp filter stops the stack in the calls of filter.c and tells this program; that
 * reads the bytes where they lie, and
 *
 *   - lets the stack's own call go on, unless there is a key request for the kernel in it;
 *   - else makes the call itself, through the shim, on a duplicate of the stack's own socket, and
 *     gives the stack the result. The stack is blocked meanwhile, as it is inside the shim.
 *
 * What differs from the shim inside the program:
 *
 *  1. A stack of several processes is one to the shim: all its installs are counted together.
 *  2. A signal that comes before this program has taken a call ends it (EINTR), as if it waited,
 *     unless the handler restarts calls; one that comes later is handled when the call is over.
 *  3. The stack has one parent more. Its exit status, and the signals to it, pass through here; it
 *     dies with this program.
 *  4. Each of the calls costs a round trip between two processes, some 15 us; what the stack does
 *     in one go, other processes may come between.
 *
 * A request in the kernel's own hands (io_uring) is not seen, here as there.
 */
#include <poll.h>
#include <stdio.h>
#include <sys/syscall.h>

#include "emulator/catch/caught_receive.h"
#include "emulator/catch/caught_send.h"
#include "emulator/catch/notification.h"
#include "emulator/catch/stack_process.h"
#include "emulator/shim/pass.h"

static void serve_one(int listener) {
  struct notification notification;
  if (!notification_take(listener, &notification)) return;
  switch (notification.call) {
    case SYS_write:
    case SYS_writev:
    case SYS_sendto:
    case SYS_sendmsg:
    case SYS_sendmmsg:
      caught_send(&notification);
      break;
    default:
      caught_receive(&notification);
      break;
  }
}

/* Until the stack has ended. What other threads still wait for is then nobody's. */
static int serve(const struct stack_process* stack) {
  struct pollfd sources[] = {{.fd = stack->ended, .events = POLLIN},
                             {.fd = stack->listener, .events = POLLIN}};
  for (;;) {
    if (poll(sources, 2, -1) < 0) continue; /* a signal, which has been passed on */
    if (sources[0].revents != 0) return stack_process_reap(stack);
    if ((sources[1].revents & POLLIN) != 0) serve_one(stack->listener);
    /* The program has gone on without the filter's last process; only its end is left. */
    if ((sources[1].revents & POLLHUP) != 0) sources[1].fd = -1;
  }
}

int main(int argc, char** argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: keyrace_catch PROGRAM [ARGUMENT]...\n");
    return 2;
  }
  struct stack_process stack;
  if (!stack_process_start(argv + 1, pass_may_refuse(), &stack)) return 127;
  return serve(&stack);
}
