/* libkeyrace_shim.so, preloaded into a Wi-Fi stack: sees its key requests to nl80211, writes the
 * key log and makes the installs go wrong as configured.
 *
 * What the shim promises to the program it lives in:
 *
 *  1. A call that carries no key request reaches libc with the caller's arguments, and returns what
 *     libc returned. On its way the shim reads the headers of netlink messages in its bytes: no
 *     system call, no lock, no allocation, errno untouched. So such a call is as safe in a signal
 *     handler, after fork and vfork, and before any constructor, as it is without the shim.
 *  2. The caller's memory is read, never written. A pointer that the kernel would refuse with
 * EFAULT is the one thing that is not kept: other than NULL it must be readable, as stacks' are.
 *  3. A key request that the shim lets pass does so by the stack's own call, on its own socket,
 * byte for byte; result, errno and acknowledgement are the kernel's. A delay or a split only makes
 *     the call take longer; the shim's own requests go, and are answered, on its own socket.
 *  4. The shim allocates nothing, keeps no descriptor, starts no thread, handles no signal and
 * needs no library but libc. It locks only around its own counters. No cancellation point is added.
 *     A signal handler must not send key requests.
 *  5. Without a configuration, or with a bad one, it does nothing at all (a bad one is told on
 *     stderr, in one line); a log that was closed under it stays closed.
 *  6. It exports the calls below and nothing else.
 *
 * The flow: parse (key_request) -> select faults (fault) -> act (fault, split) -> the stack's call
 * -> log (key_log); pass.c is all of it on one screen.
 */
#define _XOPEN_SOURCE 700 /* IOV_MAX; not _GNU_SOURCE, whose sendto takes a union */
#include <limits.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "emulator/shim/pass.h"
#include "emulator/shim/real_calls.h"

#define EXPORTED __attribute__((visibility("default")))

__attribute__((constructor)) static void load(void) {
  real_calls();
  pass_start();
}

/* Nothing to read is also what the kernel is left to refuse: a wild count, a NULL. */
static struct scatter parts(const struct iovec* iov, size_t count) {
  if (iov == NULL || count > IOV_MAX) return (struct scatter){.parts = NULL, .count = 0};
  return (struct scatter){.parts = iov, .count = count};
}

EXPORTED ssize_t sendmsg(int fd, const struct msghdr* message, int flags) {
  if (message == NULL) return real_calls()->sendmsg(fd, message, flags);
  struct pass pass;
  pass_begin(&pass, fd, parts(message->msg_iov, message->msg_iovlen), message->msg_name,
             message->msg_namelen);
  const ssize_t result = real_calls()->sendmsg(fd, message, flags);
  pass_end(&pass, result);
  return result;
}

EXPORTED ssize_t sendto(int fd, const void* data, size_t size, int flags, const struct sockaddr* to,
                        socklen_t to_size) {
  const struct iovec whole = {.iov_base = (void*)data, .iov_len = size};
  struct pass pass;
  pass_begin(&pass, fd, parts(&whole, 1), to, to_size);
  const ssize_t result = real_calls()->sendto(fd, data, size, flags, to, to_size);
  pass_end(&pass, result);
  return result;
}

EXPORTED ssize_t send(int fd, const void* data, size_t size, int flags) {
  const struct iovec whole = {.iov_base = (void*)data, .iov_len = size};
  struct pass pass;
  pass_begin(&pass, fd, parts(&whole, 1), NULL, 0);
  const ssize_t result = real_calls()->send(fd, data, size, flags);
  pass_end(&pass, result);
  return result;
}

EXPORTED ssize_t write(int fd, const void* data, size_t size) {
  const struct iovec whole = {.iov_base = (void*)data, .iov_len = size};
  struct pass pass;
  pass_begin(&pass, fd, parts(&whole, 1), NULL, 0);
  const ssize_t result = real_calls()->write(fd, data, size);
  pass_end(&pass, result);
  return result;
}

EXPORTED ssize_t writev(int fd, const struct iovec* iov, int count) {
  struct pass pass;
  pass_begin(&pass, fd, parts(iov, count < 0 ? 0 : (size_t)count), NULL, 0);
  const ssize_t result = real_calls()->writev(fd, iov, count);
  pass_end(&pass, result);
  return result;
}
