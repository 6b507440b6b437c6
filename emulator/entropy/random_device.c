#define _GNU_SOURCE
#include "emulator/entropy/random_device.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* A descriptor above is left to the kernel. */
#define DESCRIPTORS 4096

static atomic_bool was_opened[DESCRIPTORS];

bool random_device_is_name(const char* path) {
  return path != NULL && (strcmp(path, "/dev/urandom") == 0 || strcmp(path, "/dev/random") == 0);
}

int random_device_opened(int fd) {
  if (fd >= 0 && fd < DESCRIPTORS) atomic_store(&was_opened[fd], true);
  return fd;
}

/* close() is not interposed, so a number may be another file's by now. */
bool random_device_is(int fd) {
  if (fd < 0 || fd >= DESCRIPTORS) return false;
  if (!atomic_load_explicit(&was_opened[fd], memory_order_relaxed)) return false;
  const int saved = errno;
  struct stat status;
  const bool is = fstat(fd, &status) == 0 && S_ISCHR(status.st_mode) &&
                  major(status.st_rdev) == 1 &&
                  (minor(status.st_rdev) == 8 || minor(status.st_rdev) == 9);
  if (!is) atomic_store(&was_opened[fd], false);
  errno = saved;
  return is;
}
