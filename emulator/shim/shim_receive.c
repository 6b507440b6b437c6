/* The receiving calls: libc's, and then, only while an answer is outstanding that has to be
 * corrected, a look at what was received.
 */
#define _XOPEN_SOURCE 700 /* as shim.c */
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "emulator/shim/exported.h"
#include "emulator/shim/real_calls.h"
#include "emulator/shim/refusal.h"

static ssize_t received(int fd, void* data, size_t size, ssize_t got, int flags) {
  if (got <= 0 || !refusal_is_pending()) return got;
  const struct iovec whole = {.iov_base = data, .iov_len = size};
  const struct scatter bytes = {.parts = &whole, .count = 1};
  refusal_correct(fd, &bytes, (size_t)got, flags);
  return got;
}

EXPORTED ssize_t recv(int fd, void* data, size_t size, int flags) {
  return received(fd, data, size, real_calls()->recv(fd, data, size, flags), flags);
}

EXPORTED ssize_t recvfrom(int fd, void* data, size_t size, int flags, struct sockaddr* from,
                          socklen_t* from_size) {
  const ssize_t got = real_calls()->recvfrom(fd, data, size, flags, from, from_size);
  return received(fd, data, size, got, flags);
}

EXPORTED ssize_t read(int fd, void* data, size_t size) {
  return received(fd, data, size, real_calls()->read(fd, data, size), 0);
}

EXPORTED ssize_t readv(int fd, const struct iovec* iov, int count) {
  const ssize_t got = real_calls()->readv(fd, iov, count);
  if (got <= 0 || !refusal_is_pending()) return got;
  const struct scatter bytes = exported_parts(iov, (size_t)count);
  refusal_correct(fd, &bytes, (size_t)got, 0);
  return got;
}

EXPORTED ssize_t recvmsg(int fd, struct msghdr* message, int flags) {
  const ssize_t got = real_calls()->recvmsg(fd, message, flags);
  if (got <= 0 || !refusal_is_pending()) return got;
  const struct scatter bytes = exported_parts(message->msg_iov, message->msg_iovlen);
  refusal_correct(fd, &bytes, (size_t)got, flags);
  return got;
}

/* What _FORTIFY_SOURCE makes of recv, recvfrom and read; `object` is the room there is in `data`.
 */
ssize_t __recv_chk(int fd, void* data, size_t size, size_t object, int flags);
ssize_t __recvfrom_chk(int fd, void* data, size_t size, size_t object, int flags,
                       struct sockaddr* from, socklen_t* from_size);
ssize_t __read_chk(int fd, void* data, size_t size, size_t object);

EXPORTED ssize_t __recv_chk(int fd, void* data, size_t size, size_t object, int flags) {
  const ssize_t got = real_calls()->recv_checked(fd, data, size, object, flags);
  return received(fd, data, size, got, flags);
}

EXPORTED ssize_t __recvfrom_chk(int fd, void* data, size_t size, size_t object, int flags,
                                struct sockaddr* from, socklen_t* from_size) {
  const ssize_t got =
      real_calls()->recvfrom_checked(fd, data, size, object, flags, from, from_size);
  return received(fd, data, size, got, flags);
}

EXPORTED ssize_t __read_chk(int fd, void* data, size_t size, size_t object) {
  return received(fd, data, size, real_calls()->read_checked(fd, data, size, object), 0);
}
