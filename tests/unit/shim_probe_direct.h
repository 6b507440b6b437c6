/* Part of shim_probe: with SHIM_PROBE_DIRECT it makes its system calls itself, so that nothing can
 * come between by a library's name. Included once, under _GNU_SOURCE, before what calls them.
 */
#ifndef KEYRACE_TESTS_SHIM_PROBE_DIRECT_H
#define KEYRACE_TESTS_SHIM_PROBE_DIRECT_H

#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifdef SHIM_PROBE_DIRECT

static inline ssize_t direct_write(int fd, const void* data, size_t size) {
  return syscall(SYS_write, fd, data, size);
}

static inline ssize_t direct_writev(int fd, const struct iovec* parts, int count) {
  return syscall(SYS_writev, fd, parts, count);
}

static inline ssize_t direct_sendto(int fd, const void* data, size_t size, int flags,
                                    const struct sockaddr* to, socklen_t to_size) {
  return syscall(SYS_sendto, fd, data, size, flags, to, to_size);
}

static inline ssize_t direct_send(int fd, const void* data, size_t size, int flags) {
  return direct_sendto(fd, data, size, flags, NULL, 0);
}

static inline ssize_t direct_sendmsg(int fd, const struct msghdr* message, int flags) {
  return syscall(SYS_sendmsg, fd, message, flags);
}

static inline int direct_sendmmsg(int fd, struct mmsghdr* messages, unsigned count, int flags) {
  return (int)syscall(SYS_sendmmsg, fd, messages, count, flags);
}

static inline ssize_t direct_read(int fd, void* data, size_t size) {
  return syscall(SYS_read, fd, data, size);
}

static inline ssize_t direct_readv(int fd, const struct iovec* parts, int count) {
  return syscall(SYS_readv, fd, parts, count);
}

static inline ssize_t direct_recvfrom(int fd, void* data, size_t size, int flags,
                                      struct sockaddr* from, socklen_t* from_size) {
  return syscall(SYS_recvfrom, fd, data, size, flags, from, from_size);
}

static inline ssize_t direct_recv(int fd, void* data, size_t size, int flags) {
  return direct_recvfrom(fd, data, size, flags, NULL, NULL);
}

static inline ssize_t direct_recvmsg(int fd, struct msghdr* message, int flags) {
  return syscall(SYS_recvmsg, fd, message, flags);
}

static inline int direct_recvmmsg(int fd, struct mmsghdr* messages, unsigned count, int flags,
                                  struct timespec* timeout) {
  return (int)syscall(SYS_recvmmsg, fd, messages, count, flags, timeout);
}

#define write direct_write
#define writev direct_writev
#define send direct_send
#define sendto direct_sendto
#define sendmsg direct_sendmsg
#define sendmmsg direct_sendmmsg
#define read direct_read
#define readv direct_readv
#define recv direct_recv
#define recvfrom direct_recvfrom
#define recvmsg direct_recvmsg
#define recvmmsg direct_recvmmsg

#endif
#endif
