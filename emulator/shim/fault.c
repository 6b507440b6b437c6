#include "emulator/shim/fault.h"

#include <assert.h>
#include <linux/nl80211.h>

#include "emulator/shim/clock.h"
#include "emulator/shim/split.h"

static_assert(KEYRACE_SHIM_MAX_FAULTS <= 64, "key_event.faults has a bit for each");

static bool is_selected(const struct key_event* event, uint32_t i) {
  return (event->faults >> i & 1) != 0;
}

void fault_select(const struct keyrace_shim_config* config, struct key_event* event) {
  event->faults = 0;
  event->part = KEY_PART_WHOLE;
  if (event->request.command != NL80211_CMD_NEW_KEY) return;
  for (uint32_t i = 0; i < config->fault_count; ++i) {
    const struct keyrace_shim_fault* fault = &config->faults[i];
    if (fault->key_kind != event->request.kind) continue;
    if (event->n < fault->first || event->n > fault->last) continue;
    event->faults |= UINT64_C(1) << i;
    if (fault->kind == KEYRACE_FAULT_SPLIT && split_applies(&event->request)) {
      event->part = split_second_part(fault);
    }
  }
}

static void act(const struct keyrace_shim_config* config, const struct keyrace_shim_fault* fault,
                const struct scatter* bytes, const struct key_event* event) {
  switch ((enum keyrace_fault_kind)fault->kind) {
    case KEYRACE_FAULT_DELAY:
      clock_sleep_ns(fault->by_ns);
      break;
    case KEYRACE_FAULT_SPLIT:
      if (split_applies(&event->request)) split_act(config, fault, bytes, event);
      break;
  }
}

void fault_act(const struct keyrace_shim_config* config, const struct scatter* bytes,
               const struct key_event* event) {
  for (uint32_t i = 0; i < config->fault_count; ++i) {
    if (is_selected(event, i)) act(config, &config->faults[i], bytes, event);
  }
}

static const char* name(const struct keyrace_shim_fault* fault, const struct key_event* event) {
  switch ((enum keyrace_fault_kind)fault->kind) {
    case KEYRACE_FAULT_DELAY:
      return "delay";
    case KEYRACE_FAULT_SPLIT:
      return split_applies(&event->request) ? "split" : "split-not-applicable";
  }
  return "unknown";
}

void fault_names(const struct keyrace_shim_config* config, const struct key_event* event,
                 struct line* line) {
  if (event->faults == 0) {
    line_text(line, "null");
    return;
  }
  const char* before = "\"";
  for (uint32_t i = 0; i < config->fault_count; ++i) {
    if (!is_selected(event, i)) continue;
    line_text(line, before);
    line_text(line, name(&config->faults[i], event));
    before = "+";
  }
  line_text(line, "\"");
}
