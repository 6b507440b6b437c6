#include "emulator/shim/fault_select.h"

#include <assert.h>

#include "emulator/shim/material.h"

static_assert(KEYRACE_SHIM_MAX_FAULTS <= 64, "key_event.faults has a bit for each");

#define CERTAIN 1000000u

static uint64_t mix(uint64_t state) {
  uint64_t x = state + UINT64_C(0x9e3779b97f4a7c15);
  x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static bool draw(const struct keyrace_shim_config* config, uint32_t i,
                 const struct key_event* event) {
  const uint64_t request = ((uint64_t)event->request.kind << 32) + event->number;
  return mix(mix(mix(config->seed) + i) + request) % CERTAIN < config->faults[i].probability;
}

bool fault_chooses(const struct keyrace_shim_config* config, uint32_t i,
                   const struct key_event* event) {
  const struct keyrace_shim_fault* fault = &config->faults[i];
  const uint32_t n = event->number;
  if (fault->request != key_request_sort(&event->request)) return false;
  if (fault->key_kind != 0 && fault->key_kind != event->request.kind) return false;
  if (fault->key_id != -1 && fault->key_id != event->request.key_id) return false;
  if (n < fault->first || n > fault->last || (n - fault->first) % fault->every != 0) return false;
  return draw(config, i, event);
}

static bool applies(const struct keyrace_shim_fault* fault, const struct key_event* event,
                    bool draft_fits) {
  const struct key_request* request = &event->request;
  switch ((enum keyrace_fault_kind)fault->kind) {
    case KEYRACE_FAULT_DELAY:
    case KEYRACE_FAULT_HOLD_UNTIL:
      return !request->carried;
    case KEYRACE_FAULT_SPLIT:
      return !request->carried && draft_fits && material_is_tkip(request);
    case KEYRACE_FAULT_DEFER:
    case KEYRACE_FAULT_DROP:
    case KEYRACE_FAULT_FAIL:
    case KEYRACE_FAULT_DUPLICATE:
      return !request->carried && draft_fits;
    case KEYRACE_FAULT_SWAP_MIC:
      return draft_fits && material_is_tkip(request);
    case KEYRACE_FAULT_CORRUPT:
      return draft_fits && material_has_parts(request, fault->parts);
    case KEYRACE_FAULT_EARLY:
      return event->anticipated;
  }
  return false;
}

void fault_select(const struct keyrace_shim_config* config, bool draft_fits,
                  struct key_event* event) {
  for (uint32_t i = 0; i < config->fault_count; ++i) {
    if (!fault_chooses(config, i, event)) continue;
    event->faults |= UINT64_C(1) << i;
    if (!applies(&config->faults[i], event, draft_fits)) {
      event->idle |= UINT64_C(1) << i;
    }
  }
}

static const char* name(const struct keyrace_shim_fault* fault) {
  switch ((enum keyrace_fault_kind)fault->kind) {
    case KEYRACE_FAULT_DELAY:
      return "delay";
    case KEYRACE_FAULT_SPLIT:
      return "split";
    case KEYRACE_FAULT_DEFER:
      return "defer";
    case KEYRACE_FAULT_DROP:
      return "drop";
    case KEYRACE_FAULT_FAIL:
      return "fail";
    case KEYRACE_FAULT_DUPLICATE:
      return "duplicate";
    case KEYRACE_FAULT_SWAP_MIC:
      return "swap-mic";
    case KEYRACE_FAULT_CORRUPT:
      return "corrupt";
    case KEYRACE_FAULT_HOLD_UNTIL:
      return "hold-until";
    case KEYRACE_FAULT_EARLY:
      return "early";
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
    if ((event->faults >> i & 1) == 0) continue;
    line_text(line, before);
    line_text(line, name(&config->faults[i]));
    if (!fault_acts(event, i)) line_text(line, "-not-applicable");
    before = "+";
  }
  line_text(line, "\"");
}
