/* The bytes of one call, where they lie: writev and sendmsg may cut a netlink message anywhere.
 * What the program sends belongs to it and is only read; what it has just received may be
 * corrected.
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

/* Only over bytes that scatter_read has read. */
void scatter_write(const struct scatter* bytes, size_t offset, const void* from, size_t size);

/* To where the next netlink message or attribute begins. */
static inline size_t scatter_align_4(size_t size) {
  return (size + 3) & ~(size_t)3;
}

#endif
