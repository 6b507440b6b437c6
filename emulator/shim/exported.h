/* What the files that define interposed calls share: shim.c (sending), shim_many.c (sendmmsg),
 * shim_receive.c.
 */
#ifndef KEYRACE_EMULATOR_SHIM_EXPORTED_H
#define KEYRACE_EMULATOR_SHIM_EXPORTED_H

#include <limits.h>
#include <stddef.h>

#include "emulator/shim/scatter.h"

#define EXPORTED __attribute__((visibility("default")))

/* Nothing to read is also what the kernel is left to refuse: a wild count, a NULL. */
static inline struct scatter exported_parts(const struct iovec* iov, size_t count) {
  if (iov == NULL || count > IOV_MAX) return (struct scatter){.parts = NULL, .count = 0};
  return (struct scatter){.parts = iov, .count = count};
}

#endif
