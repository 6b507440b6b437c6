/* libkeyrace_shim.so, preloaded into a Wi-Fi stack: sees its key requests to nl80211, writes the
 * key log and makes the installs go wrong as configured.
 *
 * What the shim promises to the program it lives in:
 *
 *  1. A call that carries no key request (with `early`: nor a message 3/4 or 4/4) reaches libc with
 * the caller's arguments, and returns what libc returned. On its way the shim reads the headers of
 * netlink messages in its bytes: no system call, no lock, no allocation, errno untouched. So such a
 * call is as safe in a signal handler, after fork and vfork, and before any constructor, as it is
 * without the shim.
 *  2. What the caller sends is read, never written; a changed request is sent from a copy. A
 *     pointer that the kernel would refuse with EFAULT is the one thing that is not kept: other
 *     than NULL it must be readable, as stacks' are.
 *  3. A key request that the shim lets pass does so by the stack's own call, on its own socket,
 *     byte for byte; result, errno and acknowledgement are the kernel's. A delay, a hold or a split
 *     only makes the call take longer; the shim's own requests go, and are answered, on its own
 *     socket. What `drop`, `defer` and `fail` leave of a request goes the same way, and the kernel
 *     answers that; only for `fail` is the answer corrected, when the stack receives it. While no
 *     such answer is outstanding, the receiving calls cost one load and one comparison.
 *  4. The shim opens no descriptor for longer than a request takes, handles no signal and needs no
 * library but libc. It allocates memory and starts a thread (one, with all signals blocked, while
 * something is pending) only for `defer` and `duplicate`. It locks only around its own state,
 * across a fork too. No cancellation point is added. A signal handler must not send key requests.
 *  5. Without a configuration, or with a bad one, it does nothing at all (a bad one is told on
 *     stderr, in one line); a log that was closed under it stays closed.
 *  6. It exports the calls of exports.map and nothing else. Not among them is syscall(): the shim's
 *     own bare system calls need libc's, before dlsym could find it. A stack that sends by it is
 *     seen as one that never sent a key request; emulator/catch is for those.
 *
 * The flow: parse (key_request) -> select faults (fault_select) -> act (fault) -> the stack's call
 * (send_call) -> log, remember, count (outcome); pass.c is all of it on one screen. Beside it, the
 * requests that go later (later) and the answers that are corrected (refusal, shim_receive).
 */
#define _XOPEN_SOURCE 700 /* IOV_MAX; not _GNU_SOURCE, whose sendto takes a union */
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "emulator/shim/exported.h"
#include "emulator/shim/pass.h"
#include "emulator/shim/real_calls.h"

__attribute__((constructor)) static void load(void) {
  real_calls();
  pass_start();
}

EXPORTED ssize_t sendmsg(int fd, const struct msghdr* message, int flags) {
  if (message == NULL) return real_calls()->sendmsg(fd, message, flags);
  const struct send_call call = {.way = SEND_BY_SENDMSG,
                                 .fd = fd,
                                 .bytes = exported_parts(message->msg_iov, message->msg_iovlen),
                                 .flags = flags,
                                 .to = message->msg_name,
                                 .to_size = message->msg_namelen,
                                 .message = message};
  if (pass_concerns(&call)) return pass_send(&call);
  return real_calls()->sendmsg(fd, message, flags);
}

EXPORTED ssize_t sendto(int fd, const void* data, size_t size, int flags, const struct sockaddr* to,
                        socklen_t to_size) {
  const struct iovec whole = {.iov_base = (void*)data, .iov_len = size};
  const struct send_call call = {.way = SEND_BY_SENDTO,
                                 .fd = fd,
                                 .bytes = exported_parts(&whole, 1),
                                 .flags = flags,
                                 .to = to,
                                 .to_size = to_size};
  if (pass_concerns(&call)) return pass_send(&call);
  return real_calls()->sendto(fd, data, size, flags, to, to_size);
}

EXPORTED ssize_t send(int fd, const void* data, size_t size, int flags) {
  const struct iovec whole = {.iov_base = (void*)data, .iov_len = size};
  const struct send_call call = {
      .way = SEND_BY_SEND, .fd = fd, .bytes = exported_parts(&whole, 1), .flags = flags};
  if (pass_concerns(&call)) return pass_send(&call);
  return real_calls()->send(fd, data, size, flags);
}

EXPORTED ssize_t write(int fd, const void* data, size_t size) {
  const struct iovec whole = {.iov_base = (void*)data, .iov_len = size};
  const struct send_call call = {
      .way = SEND_BY_WRITE, .fd = fd, .bytes = exported_parts(&whole, 1)};
  if (pass_concerns(&call)) return pass_send(&call);
  return real_calls()->write(fd, data, size);
}

EXPORTED ssize_t writev(int fd, const struct iovec* iov, int count) {
  const struct send_call call = {
      .way = SEND_BY_WRITEV, .fd = fd, .bytes = exported_parts(iov, count < 0 ? 0 : (size_t)count)};
  if (pass_concerns(&call)) return pass_send(&call);
  return real_calls()->writev(fd, iov, count);
}
