#define _GNU_SOURCE /* RTLD_NEXT */
#include "emulator/shim/real_calls.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static ssize_t bare_send(int fd, const void* data, size_t size, int flags) {
  return syscall(SYS_sendto, fd, data, size, flags, NULL, 0);
}

static ssize_t bare_sendmsg(int fd, const struct msghdr* message, int flags) {
  return syscall(SYS_sendmsg, fd, message, flags);
}

static ssize_t bare_sendto(int fd, const void* data, size_t size, int flags,
                           const struct sockaddr* to, socklen_t to_size) {
  return syscall(SYS_sendto, fd, data, size, flags, to, to_size);
}

static ssize_t bare_write(int fd, const void* data, size_t size) {
  return syscall(SYS_write, fd, data, size);
}

static ssize_t bare_writev(int fd, const struct iovec* parts, int count) {
  return syscall(SYS_writev, fd, parts, count);
}

static int bare_sendmmsg(int fd, struct mmsghdr* messages, unsigned count, int flags) {
  return (int)syscall(SYS_sendmmsg, fd, messages, count, flags);
}

static ssize_t bare_recv(int fd, void* data, size_t size, int flags) {
  return syscall(SYS_recvfrom, fd, data, size, flags, NULL, NULL);
}

static ssize_t bare_recvmsg(int fd, struct msghdr* message, int flags) {
  return syscall(SYS_recvmsg, fd, message, flags);
}

static ssize_t bare_recvfrom(int fd, void* data, size_t size, int flags, struct sockaddr* from,
                             socklen_t* from_size) {
  return syscall(SYS_recvfrom, fd, data, size, flags, from, from_size);
}

static int bare_recvmmsg(int fd, struct mmsghdr* messages, unsigned count, int flags,
                         struct timespec* timeout) {
  return (int)syscall(SYS_recvmmsg, fd, messages, count, flags, timeout);
}

static ssize_t bare_read(int fd, void* data, size_t size) {
  return syscall(SYS_read, fd, data, size);
}

static ssize_t bare_readv(int fd, const struct iovec* parts, int count) {
  return syscall(SYS_readv, fd, parts, count);
}

/* As the C library's: a size that is more than the object has ends the program. */
static void check(size_t size, size_t object) {
  if (size > object) abort();
}

static ssize_t bare_recv_checked(int fd, void* data, size_t size, size_t object, int flags) {
  check(size, object);
  return bare_recv(fd, data, size, flags);
}

static ssize_t bare_recvfrom_checked(int fd, void* data, size_t size, size_t object, int flags,
                                     struct sockaddr* from, socklen_t* from_size) {
  check(size, object);
  return bare_recvfrom(fd, data, size, flags, from, from_size);
}

static ssize_t bare_read_checked(int fd, void* data, size_t size, size_t object) {
  check(size, object);
  return bare_read(fd, data, size);
}

static const struct real_calls bare = {
    .send = bare_send,
    .sendmsg = bare_sendmsg,
    .sendto = bare_sendto,
    .sendmmsg = bare_sendmmsg,
    .write = bare_write,
    .writev = bare_writev,
    .recv = bare_recv,
    .recvmsg = bare_recvmsg,
    .recvfrom = bare_recvfrom,
    .recvmmsg = bare_recvmmsg,
    .read = bare_read,
    .readv = bare_readv,
    .recv_checked = bare_recv_checked,
    .recvfrom_checked = bare_recvfrom_checked,
    .read_checked = bare_read_checked,
};

static struct real_calls next;

enum resolution { UNRESOLVED, RESOLVING, RESOLVED };
static atomic_int resolution = UNRESOLVED;

/* ISO C has no conversion from void* to a function pointer; POSIX says the bytes are the same. */
static void resolve_one(const char* name, void* function) {
  void* symbol = dlsym(RTLD_NEXT, name);
  if (symbol != NULL) memcpy(function, &symbol, sizeof symbol);
}

static void resolve(void) {
  const int saved = errno;
  next = bare;
  resolve_one("send", &next.send);
  resolve_one("sendmsg", &next.sendmsg);
  resolve_one("sendto", &next.sendto);
  resolve_one("sendmmsg", &next.sendmmsg);
  resolve_one("write", &next.write);
  resolve_one("writev", &next.writev);
  resolve_one("recv", &next.recv);
  resolve_one("recvmsg", &next.recvmsg);
  resolve_one("recvfrom", &next.recvfrom);
  resolve_one("recvmmsg", &next.recvmmsg);
  resolve_one("read", &next.read);
  resolve_one("readv", &next.readv);
  resolve_one("__recv_chk", &next.recv_checked);
  resolve_one("__recvfrom_chk", &next.recvfrom_checked);
  resolve_one("__read_chk", &next.read_checked);
  errno = saved;
}

/* Whoever calls while the symbols are being resolved (another thread, or an allocator below dlsym
 * that writes) gets the bare calls: no lock to wait for, no recursion.
 */
const struct real_calls* real_calls(void) {
  if (atomic_load_explicit(&resolution, memory_order_acquire) == RESOLVED) return &next;
  int expected = UNRESOLVED;
  if (!atomic_compare_exchange_strong(&resolution, &expected, RESOLVING)) {
    return expected == RESOLVED ? &next : &bare;
  }
  resolve();
  atomic_store_explicit(&resolution, RESOLVED, memory_order_release);
  return &next;
}
