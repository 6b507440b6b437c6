#define _GNU_SOURCE /* RTLD_NEXT */
#include "emulator/entropy/real_calls.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static ssize_t bare_read(int fd, void* data, size_t size) {
  return syscall(SYS_read, fd, data, size);
}

static ssize_t bare_read_checked(int fd, void* data, size_t size, size_t object) {
  if (size > object) abort();
  return bare_read(fd, data, size);
}

static int bare_openat(int directory, const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const unsigned mode = va_arg(rest, unsigned);
  va_end(rest);
  return (int)syscall(SYS_openat, directory, path, flags, mode);
}

static FILE* no_fopen(const char* path, const char* mode) {
  (void)path;
  (void)mode;
  errno = ENOSYS;
  return NULL;
}

static struct entropy_real_calls real = {
    .read = bare_read,
    .read_checked = bare_read_checked,
    .openat = bare_openat,
    .fopen = no_fopen,
};

/* ISO C has no conversion from void* to a function pointer; POSIX says the bytes are the same. */
static void resolve_one(const char* name, void* function) {
  void* symbol = dlsym(RTLD_NEXT, name);
  if (symbol != NULL) memcpy(function, &symbol, sizeof symbol);
}

void entropy_resolve(void) {
  const int saved = errno;
  resolve_one("read", &real.read);
  resolve_one("__read_chk", &real.read_checked);
  resolve_one("openat", &real.openat);
  resolve_one("fopen", &real.fopen);
  errno = saved;
}

const struct entropy_real_calls* entropy_real(void) {
  return &real;
}
