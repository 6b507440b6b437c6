/* What the guest tells the shim, and the only header the two share: a block of memory in one
 * inherited file descriptor, a page of counters that all shims of a run and the guest share, and
 * what goes over the socket on which a shim asks the guest for a key. The shim is C and the guest
 * C++, so plain C and fixed-size types; native byte order, both sides run on the same machine.
 */
#ifndef KEYRACE_EMULATOR_SHIM_CONFIG_H
#define KEYRACE_EMULATOR_SHIM_CONFIG_H

#include <stdint.h>

/* Environment variable with the number of the descriptor that holds a keyrace_shim_config. */
#define KEYRACE_SHIM_ENV "KEYRACE_SHIM_CONFIG_FD"

#define KEYRACE_SHIM_MAGIC 0x6b657972u /* "keyr" */
#define KEYRACE_SHIM_VERSION 3u
#define KEYRACE_SHIM_MAX_FAULTS 64
#define KEYRACE_SHIM_NODE_SIZE 16
#define KEYRACE_SHIM_MAX_NODES 40
#define KEYRACE_SHIM_EAPOL_SIZE 2048
#define KEYRACE_SHIM_KEY_SIZE 32

enum keyrace_fault_kind {
  KEYRACE_FAULT_DELAY = 1, /* sleep by_ns, then the request: the stack blocks */
  KEYRACE_FAULT_SPLIT =
      2, /* one half of the new key beside the old other half, by_ns, then the request */
  KEYRACE_FAULT_DEFER =
      3, /* acknowledged at once; by_ns later the request from the shim's own socket */
  KEYRACE_FAULT_DROP = 4, /* acknowledged (as NLMSG_NOOP), never carried out */
  KEYRACE_FAULT_FAIL = 5, /* not carried out; the stack gets `error` as the kernel's answer */
  KEYRACE_FAULT_DUPLICATE =
      6, /* the request, and by_ns later once more from the shim's own socket */
  KEYRACE_FAULT_SWAP_MIC = 7, /* octets 16-23 and 24-31 of a TKIP key change places */
  KEYRACE_FAULT_CORRUPT = 8,  /* every bit of the first octet of each part in `parts` is inverted */
  KEYRACE_FAULT_HOLD_UNTIL = 9, /* wait for `event`, then the request: the stack blocks */
  KEYRACE_FAULT_EARLY = 10,     /* the key is in before message 3/4 or 4/4 leaves, and so before the
                                   stack asks; it comes from the guest. Pairwise installs only */
};

enum keyrace_split_order { KEYRACE_SPLIT_TK_FIRST = 1, KEYRACE_SPLIT_MIC_FIRST = 2 };

/* 0 in keyrace_shim_fault::key_kind: either. */
enum keyrace_key_kind { KEYRACE_KEY_PAIRWISE = 1, KEYRACE_KEY_GROUP = 2 };

enum keyrace_request { KEYRACE_REQUEST_INSTALL = 1, KEYRACE_REQUEST_DELETE = 2 };

/* Bits of keyrace_shim_fault::parts. The MIC parts are those of NL80211_KEY_DATA as the stack gave
 * it: 16-23 is the node's own sending direction, 24-31 its receiving one. */
enum keyrace_key_part { KEYRACE_PART_TK = 1, KEYRACE_PART_TX_MIC = 2, KEYRACE_PART_RX_MIC = 4 };

/* What a shim can wait for; counted per node in keyrace_shim_events. */
enum keyrace_event {
  KEYRACE_EVENT_INSTALLED =
      0, /* the node's kernel has a new pairwise key; counted by the node's shim */
  KEYRACE_EVENT_4WAY_1 =
      1, /* EAPOL-Key messages on the air to or from the node; counted by the guest */
  KEYRACE_EVENT_4WAY_2 = 2,
  KEYRACE_EVENT_4WAY_3 = 3,
  KEYRACE_EVENT_4WAY_4 = 4,
  KEYRACE_EVENT_GROUP_1 = 5,
  KEYRACE_EVENT_GROUP_2 = 6,
  KEYRACE_EVENT_DATA_FRAME =
      7, /* protected data frames on the air to or from the node; by the guest */
  KEYRACE_EVENT_COUNT = 8,
};

struct keyrace_shim_fault {
  uint32_t kind;     /* keyrace_fault_kind */
  uint32_t key_kind; /* keyrace_key_kind, or 0 */
  uint32_t request;  /* keyrace_request */
  uint32_t order;    /* keyrace_split_order; split only */
  uint32_t parts;    /* keyrace_key_part bits; corrupt only */
  int32_t error;     /* positive errno; fail only */
  uint32_t first;    /* n-th request of this sort (kind of key, install or delete) by this process,
                        from 1 */
  uint32_t last;     /* inclusive; UINT32_MAX: all later ones */
  uint32_t every;    /* of these every k-th, beginning with `first`; 1: each */
  int32_t key_id;    /* -1: any */
  uint32_t probability; /* of 1,000,000; drawn from `seed`, the fault's place in the list and n */
  uint32_t event;       /* keyrace_event; hold-until only */
  /* hold-until: wait until counters[event_node][event] has risen by so many since the request was
   * asked; KEYRACE_EVENT_INSTALLED: until it is at least the number of this install. */
  uint32_t event_node;
  uint32_t event_rise;
  uint64_t by_ns;
};

struct keyrace_shim_config {
  uint32_t magic;
  uint32_t version;
  uint16_t nl80211_family; /* nlmsg_type of nl80211 requests on this kernel */
  uint16_t node_index;     /* this node's row in keyrace_shim_events */
  int32_t log_fd; /* inherited, opened with O_APPEND: one JSON object and one write(2) per line */
  int32_t events_fd; /* inherited, a keyrace_shim_events to be mapped shared; -1: none */
  int32_t ask_fd;    /* inherited, SOCK_SEQPACKET to the guest, this node's alone; -1: none */
  uint64_t seed;
  char node[KEYRACE_SHIM_NODE_SIZE]; /* NUL-terminated */
  uint32_t fault_count;
  uint32_t reserved2;
  struct keyrace_shim_fault faults[KEYRACE_SHIM_MAX_FAULTS]; /* applied in this order */
};

/* On ask_fd, early only, one packet each: the stack of this node is about to send `eapol`, message
 * 3/4 or 4/4, to `peer`. Which pairwise key does it belong to? A guest that does not know answers
 * with `size` 0 or closes the socket. */
struct keyrace_key_question {
  uint8_t peer[6];
  uint16_t size; /* of the EAPOL frame, from its protocol version on; the rest of `eapol` is zero */
  uint8_t eapol[KEYRACE_SHIM_EAPOL_SIZE];
};

struct keyrace_key_answer {
  uint32_t cipher;                         /* suite selector */
  uint32_t size;                           /* of the key; 0: not known */
  uint8_t material[KEYRACE_SHIM_KEY_SIZE]; /* NL80211_KEY_DATA of this node's install */
};

/* Only ever grow; whoever raises one wakes the futex on it (shared, not private). */
struct keyrace_shim_events {
  uint32_t counters[KEYRACE_SHIM_MAX_NODES][KEYRACE_EVENT_COUNT];
};

#endif
