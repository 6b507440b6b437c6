/* The bytes of one send call, read where they lie: writev and sendmsg may cut a netlink message
 * anywhere. Read-only: they belong to the caller.
 */
#ifndef KEYRACE_EMULATOR_SHIM_SCATTER_H
#define KEYRACE_EMULATOR_SHIM_SCATTER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

struct scatter {
  const struct iovec* parts;
  size_t count;
};

size_t scatter_size(const struct scatter* bytes);

/* False, and nothing useful in `to`, unless all `size` bytes from `offset` exist. */
bool scatter_read(const struct scatter* bytes, size_t offset, void* to, size_t size);

#endif
