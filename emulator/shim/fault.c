#include "emulator/shim/fault.h"

#include <linux/netlink.h>

#include "emulator/shim/clock.h"
#include "emulator/shim/fault_select.h"
#include "emulator/shim/later.h"
#include "emulator/shim/material.h"
#include "emulator/shim/refusal.h"
#include "emulator/shim/split.h"

/* NLMSG_NOOP is acknowledged with success by netlink itself, if the request asked for that. */
static void acknowledge_only(struct draft* draft, struct key_event* event, enum key_fate fate) {
  draft_retype(draft, &event->request, NLMSG_NOOP);
  event->fate = fate;
}

static void refuse(struct draft* draft, struct key_event* event, int error) {
  event->ticket = refusal_expect(draft->fd, draft_message(draft, &event->request), error);
  draft_retype(draft, &event->request, REFUSAL_TYPE);
  event->refusal = error;
  event->fate = KEY_FATE_FAILED;
}

static void act(const struct keyrace_shim_config* config, uint32_t i,
                const struct hold_marks* marks, struct draft* draft, struct key_event* event) {
  const struct keyrace_shim_fault* fault = &config->faults[i];
  switch ((enum keyrace_fault_kind)fault->kind) {
    case KEYRACE_FAULT_DELAY:
      clock_sleep_ns(fault->by_ns);
      break;
    case KEYRACE_FAULT_SPLIT:
      split_act(config, fault, draft, event);
      break;
    case KEYRACE_FAULT_DEFER:
      if (later_take(config, i, draft, event)) {
        acknowledge_only(draft, event, KEY_FATE_DEFERRED);
      } else {
        event->idle |= UINT64_C(1) << i;
      }
      break;
    case KEYRACE_FAULT_DROP:
      acknowledge_only(draft, event, KEY_FATE_DROPPED);
      break;
    case KEYRACE_FAULT_FAIL:
      refuse(draft, event, fault->error);
      break;
    case KEYRACE_FAULT_DUPLICATE:
      if (!later_take(config, i, draft, event)) event->idle |= UINT64_C(1) << i;
      break;
    case KEYRACE_FAULT_SWAP_MIC:
      material_swap_mic(draft, event);
      break;
    case KEYRACE_FAULT_CORRUPT:
      material_corrupt(draft, event, fault->parts);
      break;
    case KEYRACE_FAULT_HOLD_UNTIL:
      hold_until(fault, marks->counts[i], event);
      break;
    case KEYRACE_FAULT_EARLY: /* has happened, at another call (early.h) */
      break;
  }
}

void fault_act(const struct keyrace_shim_config* config, const struct hold_marks* marks,
               struct draft* draft, struct key_event* event) {
  for (uint32_t i = 0; i < config->fault_count; ++i) {
    if (fault_acts(event, i)) act(config, i, marks, draft, event);
  }
}
