/* Netlink attributes, read where they lie: | length 2 | type 2 | payload | padding to 4 |, native
 * byte order, as the kernel's nla_for_each_attr reads them.
 */
#ifndef KEYRACE_EMULATOR_SHIM_ATTRIBUTE_H
#define KEYRACE_EMULATOR_SHIM_ATTRIBUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emulator/shim/scatter.h"

struct attribute {
  uint16_t type; /* without its flags */
  size_t offset; /* of the payload */
  size_t size;
};

/* The attribute at *at, which moves behind it. False: at `end` or at one that is not whole. */
bool attribute_next(const struct scatter* bytes, size_t* at, size_t end, struct attribute* found);

/* 0 if it is too short. */
uint32_t attribute_u32(const struct scatter* bytes, const struct attribute* attribute);

/* -1 if it is empty. */
int attribute_u8(const struct scatter* bytes, const struct attribute* attribute);

#endif
