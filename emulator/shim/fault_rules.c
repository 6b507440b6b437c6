#include "emulator/shim/fault_rules.h"

#include <stdbool.h>
#include <stddef.h>

#define CERTAIN 1000000u
#define MAX_ERRNO 4095
#define MAX_KEY_ID 7
#define ALL_PARTS ((uint32_t)(KEYRACE_PART_TK | KEYRACE_PART_TX_MIC | KEYRACE_PART_RX_MIC))

static bool chooses_something(const struct keyrace_shim_fault* fault) {
  if (fault->key_kind > KEYRACE_KEY_GROUP) return false;
  if (fault->request != KEYRACE_REQUEST_INSTALL && fault->request != KEYRACE_REQUEST_DELETE) {
    return false;
  }
  if (fault->first == 0 || fault->last < fault->first || fault->every == 0) return false;
  if (fault->key_id < -1 || fault->key_id > MAX_KEY_ID) return false;
  return fault->probability <= CERTAIN;
}

static const char* hold_problem(const struct keyrace_shim_config* config,
                                const struct keyrace_shim_fault* fault) {
  if (config->events_fd < 0) return "a fault waits for an event, but there are no events";
  if (fault->event >= KEYRACE_EVENT_COUNT || fault->event_node >= KEYRACE_SHIM_MAX_NODES) {
    return "a fault waits for an event that does not exist";
  }
  if (fault->event != KEYRACE_EVENT_INSTALLED) {
    return fault->event_rise == 0 ? "a fault waits for no event" : NULL;
  }
  const bool of_itself = fault->event_node == config->node_index &&
                         fault->request == KEYRACE_REQUEST_INSTALL &&
                         fault->key_kind != KEYRACE_KEY_GROUP;
  return of_itself ? "an install waits for itself" : NULL;
}

static const char* early_problem(const struct keyrace_shim_config* config,
                                 const struct keyrace_shim_fault* fault) {
  if (config->ask_fd < 0) return "a key is to be early, but there is nobody to ask for it";
  const bool pairwise =
      fault->key_kind == KEYRACE_KEY_PAIRWISE && fault->request == KEYRACE_REQUEST_INSTALL;
  return pairwise ? NULL : "only the install of a pairwise key can be early";
}

static const char* problem_of_one(const struct keyrace_shim_config* config,
                                  const struct keyrace_shim_fault* fault) {
  if (!chooses_something(fault)) return "a fault that chooses nothing";
  const bool has_key = fault->request == KEYRACE_REQUEST_INSTALL;
  switch ((enum keyrace_fault_kind)fault->kind) {
    case KEYRACE_FAULT_DELAY:
    case KEYRACE_FAULT_DEFER:
    case KEYRACE_FAULT_DROP:
    case KEYRACE_FAULT_DUPLICATE:
      return NULL;
    case KEYRACE_FAULT_SPLIT:
      if (!has_key) return "a delete has no key to be changed";
      return fault->order == KEYRACE_SPLIT_TK_FIRST || fault->order == KEYRACE_SPLIT_MIC_FIRST
                 ? NULL
                 : "a split without an order";
    case KEYRACE_FAULT_FAIL:
      return fault->error > 0 && fault->error <= MAX_ERRNO ? NULL : "a failure without an errno";
    case KEYRACE_FAULT_SWAP_MIC:
      return has_key ? NULL : "a delete has no key to be changed";
    case KEYRACE_FAULT_CORRUPT:
      if (!has_key) return "a delete has no key to be changed";
      return fault->parts != 0 && (fault->parts & ~ALL_PARTS) == 0 ? NULL
                                                                   : "a corruption of no part";
    case KEYRACE_FAULT_HOLD_UNTIL:
      return hold_problem(config, fault);
    case KEYRACE_FAULT_EARLY:
      return early_problem(config, fault);
  }
  return "a fault that this shim does not know";
}

static bool share_a_number(const struct keyrace_shim_fault* a, const struct keyrace_shim_fault* b) {
  const struct keyrace_shim_fault* wide = a->every >= b->every ? a : b;
  const struct keyrace_shim_fault* narrow = wide == a ? b : a;
  const uint64_t last = a->last < b->last ? a->last : b->last;
  uint64_t n = wide->first;
  if (n < narrow->first) {
    n += (narrow->first - n + wide->every - 1) / wide->every * wide->every;
  }
  /* After narrow->every steps the remainders repeat. */
  for (uint32_t step = 0; step < narrow->every && n <= last; ++step, n += wide->every) {
    if ((n - narrow->first) % narrow->every == 0) return true;
  }
  return false;
}

/* Whether some request can be chosen by both. */
static bool can_meet(const struct keyrace_shim_fault* a, const struct keyrace_shim_fault* b) {
  if (a->request != b->request || a->probability == 0 || b->probability == 0) return false;
  if (a->key_kind != 0 && b->key_kind != 0 && a->key_kind != b->key_kind) return false;
  if (a->key_id != -1 && b->key_id != -1 && a->key_id != b->key_id) return false;
  return share_a_number(a, b);
}

static bool is_end(const struct keyrace_shim_fault* fault) {
  return fault->kind == KEYRACE_FAULT_DEFER || fault->kind == KEYRACE_FAULT_DROP ||
         fault->kind == KEYRACE_FAULT_FAIL;
}

static bool is_early(const struct keyrace_shim_fault* fault) {
  return fault->kind == KEYRACE_FAULT_EARLY;
}

/* Or only comes to the same key twice. */
static bool spoils_early(const struct keyrace_shim_fault* fault) {
  return fault->kind == KEYRACE_FAULT_SPLIT || fault->kind == KEYRACE_FAULT_SWAP_MIC ||
         fault->kind == KEYRACE_FAULT_CORRUPT || is_early(fault);
}

static const char* problem_of_two(const struct keyrace_shim_fault* first,
                                  const struct keyrace_shim_fault* second) {
  const bool spoilt =
      (is_early(first) && spoils_early(second)) || (is_early(second) && spoils_early(first));
  if (spoilt && can_meet(first, second)) return "a key that is early and then another one";
  if (is_end(first) && !is_early(second) && can_meet(first, second)) {
    return "a fault after one that ends what happens to the same request";
  }
  if (first->kind == KEYRACE_FAULT_DUPLICATE && is_end(second) && can_meet(first, second)) {
    return "a duplicate of a request that does not go";
  }
  return NULL;
}

const char* fault_rules_problem(const struct keyrace_shim_config* config) {
  for (uint32_t i = 0; i < config->fault_count; ++i) {
    const char* problem = problem_of_one(config, &config->faults[i]);
    for (uint32_t j = 0; j < i && problem == NULL; ++j) {
      problem = problem_of_two(&config->faults[j], &config->faults[i]);
    }
    if (problem != NULL) return problem;
  }
  return NULL;
}
