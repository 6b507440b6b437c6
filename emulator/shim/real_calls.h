/* The next definition (in practice libc's) of each call that the shim interposes. The shim's own
 * input and output goes through these too, or it would interpose itself.
 */
#ifndef KEYRACE_EMULATOR_SHIM_REAL_CALLS_H
#define KEYRACE_EMULATOR_SHIM_REAL_CALLS_H

#include <sys/socket.h>
#include <sys/uio.h>

struct mmsghdr;
struct timespec;

struct real_calls {
  ssize_t (*send)(int, const void*, size_t, int);
  ssize_t (*sendmsg)(int, const struct msghdr*, int);
  ssize_t (*sendto)(int, const void*, size_t, int, const struct sockaddr*, socklen_t);
  int (*sendmmsg)(int, struct mmsghdr*, unsigned, int);
  ssize_t (*write)(int, const void*, size_t);
  ssize_t (*writev)(int, const struct iovec*, int);
  ssize_t (*recv)(int, void*, size_t, int);
  ssize_t (*recvmsg)(int, struct msghdr*, int);
  ssize_t (*recvfrom)(int, void*, size_t, int, struct sockaddr*, socklen_t*);
  int (*recvmmsg)(int, struct mmsghdr*, unsigned, int, struct timespec*);
  ssize_t (*read)(int, void*, size_t);
  ssize_t (*readv)(int, const struct iovec*, int);
  ssize_t (*recv_checked)(int, void*, size_t, size_t, int);
  ssize_t (*recvfrom_checked)(int, void*, size_t, size_t, int, struct sockaddr*, socklen_t*);
  ssize_t (*read_checked)(int, void*, size_t, size_t);
};

/* Never NULL, and no member is: what is not resolved (yet) is the bare system call. Keeps errno. */
const struct real_calls* real_calls(void);

#endif
