/* One send call as the program made it: what is needed to make it again, with its own bytes or with
 * others in their place.
 */
#ifndef KEYRACE_EMULATOR_SHIM_SEND_CALL_H
#define KEYRACE_EMULATOR_SHIM_SEND_CALL_H

#include <sys/socket.h>

#include "emulator/shim/scatter.h"

enum send_way { SEND_BY_WRITE, SEND_BY_WRITEV, SEND_BY_SEND, SEND_BY_SENDTO, SEND_BY_SENDMSG };

struct send_call {
  enum send_way way;
  int fd;
  struct scatter bytes;         /* one part unless it is writev or sendmsg */
  int flags;                    /* 0 for write and writev */
  const struct sockaddr* to;    /* may be NULL: where the socket is connected */
  socklen_t to_size;            /* of `to` */
  const struct msghdr* message; /* sendmsg only */
};

/* The same call (libc's), with `bytes`: call->bytes or one part. */
ssize_t send_call_make(const struct send_call* call, const struct scatter* bytes);

#endif
