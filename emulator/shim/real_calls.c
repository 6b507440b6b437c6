#define _GNU_SOURCE /* RTLD_NEXT */
#include "emulator/shim/real_calls.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
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

static const struct real_calls bare = {bare_send, bare_sendmsg, bare_sendto, bare_write,
                                       bare_writev};

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
  resolve_one("write", &next.write);
  resolve_one("writev", &next.writev);
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
