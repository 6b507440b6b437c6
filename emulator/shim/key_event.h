/* One key request on its way through the pipeline, and one line of the key log. */
#ifndef KEYRACE_EMULATOR_SHIM_KEY_EVENT_H
#define KEYRACE_EMULATOR_SHIM_KEY_EVENT_H

#include <stdint.h>

#include "emulator/shim/key_request.h"

enum key_part { KEY_PART_WHOLE, KEY_PART_TK, KEY_PART_MIC };

struct key_event {
  struct key_request request;
  uint32_t n;         /* install: its number among this kind's; set, delete: installs before it */
  uint64_t faults;    /* bit i: config->faults[i] is applied */
  enum key_part part; /* what of the key changes by this request */
  uint64_t asked_ns;  /* the stack called */
  uint64_t done_ns;   /* the request to the kernel has returned */
  int error;          /* 0 or a negative errno */
};

#endif
