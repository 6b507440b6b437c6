/* The C library's own calls behind the interposed ones. */
#ifndef KEYRACE_EMULATOR_ENTROPY_REAL_CALLS_H
#define KEYRACE_EMULATOR_ENTROPY_REAL_CALLS_H

#include <stdio.h>
#include <sys/types.h>

struct entropy_real_calls {
  ssize_t (*read)(int fd, void* data, size_t size);
  ssize_t (*read_checked)(int fd, void* data, size_t size, size_t object);
  int (*openat)(int directory, const char* path, int flags, ...);
  FILE* (*fopen)(const char* path, const char* mode);
};

/* Resolves them, once, at load; until then, and where the C library lacks one, bare system calls
 * stand in (fopen: none, it fails with ENOSYS). errno stays.
 */
void entropy_resolve(void);
const struct entropy_real_calls* entropy_real(void);

#endif
