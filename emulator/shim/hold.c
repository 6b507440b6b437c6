#include "emulator/shim/hold.h"

#include "emulator/shim/events.h"

void hold_mark(const struct keyrace_shim_config* config, struct hold_marks* marks) {
  for (uint32_t i = 0; i < config->fault_count; ++i) {
    const struct keyrace_shim_fault* fault = &config->faults[i];
    const bool holds = fault->kind == KEYRACE_FAULT_HOLD_UNTIL;
    marks->counts[i] =
        holds ? events_count(fault->event_node, (enum keyrace_event)fault->event) : 0;
  }
}

static bool is_met(const struct keyrace_shim_fault* fault, uint32_t mark,
                   const struct key_event* event, uint32_t count) {
  if (fault->event == KEYRACE_EVENT_INSTALLED) return count >= event->n;
  return count - mark >= fault->event_rise; /* right also when the counter wraps */
}

/* The kernel sleeps only if the counter still is what was judged here, so no rise is missed. */
void hold_until(const struct keyrace_shim_fault* fault, uint32_t mark,
                const struct key_event* event) {
  const enum keyrace_event awaited = (enum keyrace_event)fault->event;
  for (;;) {
    const uint32_t count = events_count(fault->event_node, awaited);
    if (is_met(fault, mark, event, count)) return;
    if (!events_sleep(fault->event_node, awaited, count)) return;
  }
}
