/* The next definition (in practice libc's) of each call that the shim interposes. The shim's own
 * input and output goes through these too, or it would interpose itself.
 */
#ifndef KEYRACE_EMULATOR_SHIM_REAL_CALLS_H
#define KEYRACE_EMULATOR_SHIM_REAL_CALLS_H

#include <sys/socket.h>
#include <sys/uio.h>

struct real_calls {
  ssize_t (*send)(int, const void*, size_t, int);
  ssize_t (*sendmsg)(int, const struct msghdr*, int);
  ssize_t (*sendto)(int, const void*, size_t, int, const struct sockaddr*, socklen_t);
  ssize_t (*write)(int, const void*, size_t);
  ssize_t (*writev)(int, const struct iovec*, int);
};

/* Never NULL, and no member is: what is not resolved (yet) is the bare system call. Keeps errno. */
const struct real_calls* real_calls(void);

#endif
