/* One key request on its way through the pipeline, and one line of the key log. */
#ifndef KEYRACE_EMULATOR_SHIM_KEY_EVENT_H
#define KEYRACE_EMULATOR_SHIM_KEY_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "emulator/shim/key_request.h"

enum key_part { KEY_PART_WHOLE, KEY_PART_TK, KEY_PART_MIC };

/* What becomes of the stack's own request. */
enum key_fate { KEY_FATE_SENT, KEY_FATE_DEFERRED, KEY_FATE_DROPPED, KEY_FATE_FAILED };

struct later;

struct key_event {
  struct key_request request; /* its material: what the kernel gets */
  struct key_octets asked;    /* the material that the stack asked for */
  uint32_t n;         /* install: its number among its kind's; set, delete: installs before */
  uint32_t number;    /* among the requests of its sort and kind of key; set: 0 */
  uint64_t faults;    /* bit i: config->faults[i] chose it */
  uint64_t idle;      /* of these: not applicable to it */
  bool anticipated;   /* the stack asks for a key that is in already (early) */
  enum key_part part; /* what of the key changes by this request */
  enum key_fate fate;
  int refusal;         /* failed: the errno that the stack gets */
  uint64_t ticket;     /* failed: of the answer to be corrected */
  struct later* later; /* what else goes, from the shim's own socket; the event's own */
  bool sent;           /* the kernel got it to carry it out */
  uint64_t asked_ns;   /* the stack called */
  uint64_t done_ns;    /* the request to the kernel has returned */
  int error;           /* 0 or a negative errno */
};

#endif
