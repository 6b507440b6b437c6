#include "emulator/shim/attribute.h"

#include <linux/netlink.h>

/* The kernel's macros for these are signed. */
#define ATTRIBUTE_HEADER sizeof(struct nlattr)
#define ATTRIBUTE_TYPE 0x3fffu /* NLA_TYPE_MASK */

bool attribute_next(const struct scatter* bytes, size_t* at, size_t end, struct attribute* found) {
  struct nlattr header;
  if (*at > end || end - *at < ATTRIBUTE_HEADER) return false;
  if (!scatter_read(bytes, *at, &header, sizeof header)) return false;
  if (header.nla_len < ATTRIBUTE_HEADER || header.nla_len > end - *at) return false;
  found->type = (uint16_t)(header.nla_type & ATTRIBUTE_TYPE);
  found->offset = *at + ATTRIBUTE_HEADER;
  found->size = header.nla_len - ATTRIBUTE_HEADER;
  *at += scatter_align_4(header.nla_len);
  return true;
}

uint32_t attribute_u32(const struct scatter* bytes, const struct attribute* attribute) {
  uint32_t value = 0;
  if (attribute->size >= sizeof value) {
    scatter_read(bytes, attribute->offset, &value, sizeof value);
  }
  return value;
}

int attribute_u8(const struct scatter* bytes, const struct attribute* attribute) {
  uint8_t value = 0;
  if (attribute->size < 1 || !scatter_read(bytes, attribute->offset, &value, 1)) return -1;
  return value;
}
