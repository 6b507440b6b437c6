#include "emulator/shim/scatter.h"

#include <string.h>

size_t scatter_size(const struct scatter* bytes) {
  size_t size = 0;
  for (size_t i = 0; i < bytes->count; ++i) size += bytes->parts[i].iov_len;
  return size;
}

bool scatter_read(const struct scatter* bytes, size_t offset, void* to, size_t size) {
  char* out = to;
  for (size_t i = 0; i < bytes->count && size > 0; ++i) {
    const struct iovec* part = &bytes->parts[i];
    if (offset >= part->iov_len) {
      offset -= part->iov_len;
      continue;
    }
    if (part->iov_base == NULL) return false;
    const size_t here = part->iov_len - offset < size ? part->iov_len - offset : size;
    memcpy(out, (const char*)part->iov_base + offset, here);
    out += here;
    size -= here;
    offset = 0;
  }
  return size == 0;
}

void scatter_write(const struct scatter* bytes, size_t offset, const void* from, size_t size) {
  const char* in = from;
  for (size_t i = 0; i < bytes->count && size > 0; ++i) {
    const struct iovec* part = &bytes->parts[i];
    if (offset >= part->iov_len) {
      offset -= part->iov_len;
      continue;
    }
    const size_t here = part->iov_len - offset < size ? part->iov_len - offset : size;
    memcpy((char*)part->iov_base + offset, in, here);
    in += here;
    size -= here;
    offset = 0;
  }
}
