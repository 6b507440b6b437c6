/* What the guest tells the shim, and the only header the two share: a block of memory in one
 * inherited file descriptor. The shim is C and the guest C++, so plain C and fixed-size types;
 * native byte order, both sides run on the same machine.
 */
#ifndef KEYRACE_EMULATOR_SHIM_CONFIG_H
#define KEYRACE_EMULATOR_SHIM_CONFIG_H

#include <stdint.h>

/* Environment variable with the number of the descriptor that holds a keyrace_shim_config. */
#define KEYRACE_SHIM_ENV "KEYRACE_SHIM_CONFIG_FD"

#define KEYRACE_SHIM_MAGIC 0x6b657972u /* "keyr" */
#define KEYRACE_SHIM_VERSION 1u
#define KEYRACE_SHIM_MAX_FAULTS 64
#define KEYRACE_SHIM_NODE_SIZE 16

enum keyrace_fault_kind {
  KEYRACE_FAULT_DELAY = 1, /* sleep by_ns, then the request: the stack blocks */
  KEYRACE_FAULT_SPLIT = 2, /* half the new key beside the old other half, by_ns, then the request */
};

enum keyrace_split_order { KEYRACE_SPLIT_TK_FIRST = 1, KEYRACE_SPLIT_MIC_FIRST = 2 };

enum keyrace_key_kind { KEYRACE_KEY_PAIRWISE = 1, KEYRACE_KEY_GROUP = 2 };

struct keyrace_shim_fault {
  uint32_t kind;     /* keyrace_fault_kind */
  uint32_t key_kind; /* keyrace_key_kind */
  uint32_t order;    /* keyrace_split_order; split only */
  uint32_t first;    /* n-th install of this key kind by this process, from 1 */
  uint32_t last;     /* inclusive; UINT32_MAX: all later ones */
  uint32_t reserved;
  uint64_t by_ns;
};

struct keyrace_shim_config {
  uint32_t magic;
  uint32_t version;
  uint16_t nl80211_family; /* nlmsg_type of nl80211 requests on this kernel */
  uint16_t reserved;
  int32_t log_fd; /* inherited, opened with O_APPEND: one JSON object and one write(2) per line */
  char node[KEYRACE_SHIM_NODE_SIZE]; /* NUL-terminated */
  uint32_t fault_count;
  uint32_t reserved2;
  struct keyrace_shim_fault faults[KEYRACE_SHIM_MAX_FAULTS]; /* applied in this order */
};

#endif
