/* libkeyrace_entropy.so, preloaded into the User-Mode Linux program and into what the guest starts:
 * what they take for random comes from the run's seed.
 *
 * What the library promises to the program it lives in:
 *
 *  1. Without a file (entropy_file.h), or with a bad one, it does nothing: every call is the C
 *     library's, or the same system call. A bad one is told on stderr, in one line.
 *  2. Interposed calls that have to do with no randomness cost a comparison of a path, or one load;
 *     their results and errno are the C library's. errno is otherwise untouched, too.
 *  3. It allocates nothing (fopen of a random device allocates a FILE, as fopen does), takes no
 *     lock, starts no thread, handles no signal, holds no descriptor and needs no library but libc.
 *     So it can be called before any constructor, after fork and vfork, and on the small stacks of
 * a User-Mode Linux kernel; in a signal handler too, but for the process's very first draw.
 *  4. Invalid arguments are left for the kernel to refuse.
 *  5. It exports the calls of exports.map and nothing else.
 *
 * Not seen: bare system calls, reads of a duplicate of a random device's descriptor, and static
 * programs. They get the guest kernel's randomness, which hangs on the same seed in User-Mode
 * Linux, because that kernel takes its seed from this library.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "emulator/entropy/random_device.h"
#include "emulator/entropy/real_calls.h"
#include "emulator/entropy/stream.h"

#define EXPORTED __attribute__((visibility("default")))

/* Fortified and large-file names that no header declares. */
int __open_2(const char* path, int flags);
int __open64_2(const char* path, int flags);
int __openat_2(int directory, const char* path, int flags);
int __openat64_2(int directory, const char* path, int flags);
ssize_t __read_chk(int fd, void* data, size_t size, size_t object);
uint32_t arc4random(void);
void arc4random_buf(void* data, size_t size);
uint32_t arc4random_uniform(uint32_t bound);

__attribute__((constructor)) static void load(void) {
  entropy_resolve();
  stream_load();
}

EXPORTED ssize_t getrandom(void* data, size_t size, unsigned flags) {
  const unsigned known = GRND_NONBLOCK | GRND_RANDOM | 0x4 /* GRND_INSECURE */;
  if (data != NULL && (flags & ~known) == 0 && stream_fill(data, size)) return (ssize_t)size;
  return syscall(SYS_getrandom, data, size, flags);
}

static int fill_or_fail(void* data, size_t size) {
  if (stream_fill(data, size)) return 0;
  for (size_t done = 0; done < size;) {
    const ssize_t got = syscall(SYS_getrandom, (uint8_t*)data + done, size - done, 0);
    if (got < 0 && errno != EINTR) return -1;
    if (got > 0) done += (size_t)got;
  }
  return 0;
}

EXPORTED int getentropy(void* data, size_t size) {
  if (size > 256) {
    errno = EIO;
    return -1;
  }
  return fill_or_fail(data, size);
}

EXPORTED void arc4random_buf(void* data, size_t size) {
  const int saved = errno;
  if (fill_or_fail(data, size) != 0) __builtin_trap(); /* no way to tell of it */
  errno = saved;
}

EXPORTED uint32_t arc4random(void) {
  uint32_t number;
  arc4random_buf(&number, sizeof number);
  return number;
}

/* Numbers below 2^32 mod bound would make the low results likelier. */
EXPORTED uint32_t arc4random_uniform(uint32_t bound) {
  if (bound < 2) return 0;
  const uint32_t too_low = -bound % bound;
  uint32_t number = arc4random();
  while (number < too_low) number = arc4random();
  return number % bound;
}

EXPORTED ssize_t read(int fd, void* data, size_t size) {
  if (random_device_is(fd) && data != NULL && stream_fill(data, size)) return (ssize_t)size;
  return entropy_real()->read(fd, data, size);
}

EXPORTED ssize_t __read_chk(int fd, void* data, size_t size, size_t object) {
  if (size <= object && random_device_is(fd) && stream_fill(data, size)) return (ssize_t)size;
  return entropy_real()->read_checked(fd, data, size, object);
}

static int open_and_note(int directory, const char* path, int flags, unsigned mode) {
  const int fd = entropy_real()->openat(directory, path, flags, mode);
  return random_device_is_name(path) ? random_device_opened(fd) : fd;
}

/* Only then is there a mode; it is read all the same, and what is there instead is not looked at by
 * anybody.
 */
#define MODE_AFTER(last)                     \
  __extension__({                            \
    va_list rest;                            \
    va_start(rest, last);                    \
    unsigned mode_ = va_arg(rest, unsigned); \
    va_end(rest);                            \
    mode_;                                   \
  })

EXPORTED int open(const char* path, int flags, ...) {
  return open_and_note(AT_FDCWD, path, flags, MODE_AFTER(flags));
}

EXPORTED int open64(const char* path, int flags, ...) {
  return open_and_note(AT_FDCWD, path, flags | O_LARGEFILE, MODE_AFTER(flags));
}

EXPORTED int openat(int directory, const char* path, int flags, ...) {
  return open_and_note(directory, path, flags, MODE_AFTER(flags));
}

EXPORTED int openat64(int directory, const char* path, int flags, ...) {
  return open_and_note(directory, path, flags | O_LARGEFILE, MODE_AFTER(flags));
}

EXPORTED int __open_2(const char* path, int flags) {
  return open_and_note(AT_FDCWD, path, flags, 0);
}

EXPORTED int __open64_2(const char* path, int flags) {
  return open_and_note(AT_FDCWD, path, flags | O_LARGEFILE, 0);
}

EXPORTED int __openat_2(int directory, const char* path, int flags) {
  return open_and_note(directory, path, flags, 0);
}

EXPORTED int __openat64_2(int directory, const char* path, int flags) {
  return open_and_note(directory, path, flags | O_LARGEFILE, 0);
}

static ssize_t read_stream(void* device, char* data, size_t size) {
  (void)device;
  return fill_or_fail(data, size) == 0 ? (ssize_t)size : -1;
}

/* The C library reads a FILE's descriptor by a call of its own, that can't be interposed. */
static FILE* open_file(const char* path, const char* mode) {
  const cookie_io_functions_t functions = {.read = read_stream};
  if (random_device_is_name(path) && mode[0] == 'r' && stream_fill(NULL, 0)) {
    return fopencookie(NULL, "r", functions);
  }
  return entropy_real()->fopen(path, mode);
}

EXPORTED FILE* fopen(const char* path, const char* mode) {
  return open_file(path, mode);
}

EXPORTED FILE* fopen64(const char* path, const char* mode) {
  return open_file(path, mode);
}
