#define _GNU_SOURCE /* pthread_cond_clockwait */
#include "emulator/shim/later.h"

#include <stdlib.h>
#include <string.h>

#include "emulator/shim/clock.h"
#include "emulator/shim/detached_thread.h"
#include "emulator/shim/kernel_socket.h"
#include "emulator/shim/key_log.h"
#include "emulator/shim/outcome.h"
#include "emulator/shim/state_lock.h"

/* The line of the log and the call's frames are all that lies on the helper's stack. */
#define HELPER_STACK_OCTETS (256u * 1024u)

struct later {
  struct later* next; /* of the same event, then in the queue */
  const struct keyrace_shim_config* config;
  bool is_copy;
  uint64_t by_ns;
  uint64_t due_ns;
  struct key_event event; /* its line of the log */
  size_t size;
  uint8_t message[];
};

static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct later* queue; /* by due_ns, then in the order of asking */
static bool helper_runs;
static bool helper_sends; /* one that is no longer in the queue */
static uint64_t last_deferred_ns;

bool later_take(const struct keyrace_shim_config* config, uint32_t i, struct draft* draft,
                struct key_event* event) {
  const size_t size = event->request.size;
  struct later* later = malloc(sizeof *later + size);
  if (later == NULL) return false;
  later->next = NULL;
  later->config = config;
  later->is_copy = config->faults[i].kind == KEYRACE_FAULT_DUPLICATE;
  later->by_ns = config->faults[i].by_ns;
  later->event = *event;
  later->event.later = NULL;
  if (later->is_copy) {
    later->event.part = KEY_PART_WHOLE;
    later->event.faults = UINT64_C(1) << i;
  }
  later->size = size;
  memcpy(later->message, draft_message(draft, &event->request), size);
  struct later** end = &event->later;
  while (*end != NULL) end = &(*end)->next;
  *end = later;
  return true;
}

void later_discard(struct key_event* event) {
  while (event->later != NULL) {
    struct later* later = event->later;
    event->later = later->next;
    free(later);
  }
}

static void finish(struct later* later, bool sent, int error) {
  later->event.sent = sent;
  later->event.error = error;
  later->event.done_ns = clock_now_ns();
  outcome_settle(later->config, &later->event, sent && error == 0, !later->is_copy);
  free(later);
}

/* Takes the first of the queue once it is due; NULL: the queue is empty. Called with the lock. */
static struct later* next_due(void) {
  while (queue != NULL && queue->due_ns > clock_now_ns()) {
    const struct timespec due = clock_timespec(queue->due_ns);
    pthread_cond_clockwait(&changed, &state_mutex, CLOCK_MONOTONIC, &due);
  }
  struct later* later = queue;
  if (later != NULL) queue = later->next;
  return later;
}

static void* help(void* unused) {
  state_lock();
  for (struct later* later; (later = next_due()) != NULL;) {
    helper_sends = true;
    state_unlock();
    finish(later, true, kernel_socket_ask(later->message, later->size));
    state_lock();
    helper_sends = false;
    pthread_cond_broadcast(&changed);
  }
  helper_runs = false;
  state_unlock();
  return unused;
}

static void insert(struct later* later, uint64_t asked_done_ns) {
  later->due_ns = clock_after(asked_done_ns, later->by_ns);
  if (!later->is_copy) {
    if (later->due_ns < last_deferred_ns) later->due_ns = last_deferred_ns;
    last_deferred_ns = later->due_ns;
  }
  struct later** at = &queue;
  while (*at != NULL && (*at)->due_ns <= later->due_ns) at = &(*at)->next;
  later->next = *at;
  *at = later;
}

/* Empties the queue, unsent. Called with the lock. */
static struct later* take_all(void) {
  struct later* all = queue;
  queue = NULL;
  return all;
}

static void give_up(struct later* all, int error) {
  while (all != NULL) {
    struct later* later = all;
    all = later->next;
    finish(later, false, error);
  }
}

void later_queue(struct key_event* event) {
  if (event->later == NULL) return;
  struct later* unsent = NULL;
  int error = 0;
  state_lock();
  while (event->later != NULL) {
    struct later* later = event->later;
    event->later = later->next;
    insert(later, event->done_ns);
  }
  if (!helper_runs) error = detached_thread_start(help, NULL, HELPER_STACK_OCTETS);
  if (error == 0) {
    helper_runs = true;
    pthread_cond_broadcast(&changed);
  } else {
    unsent = take_all();
  }
  state_unlock();
  give_up(unsent, -error);
}

/* The requests are the parent's, and so is the helper; what it held at the fork is not freed. */
static void after_fork_in_child(void) {
  static const pthread_cond_t fresh = PTHREAD_COND_INITIALIZER;
  changed = fresh;
  queue = NULL;
  helper_runs = false;
  helper_sends = false;
  last_deferred_ns = 0;
}

void later_start(void) {
  pthread_atfork(NULL, NULL, after_fork_in_child);
}

__attribute__((destructor)) static void unload(void) {
  state_lock();
  struct later* unsent = take_all();
  while (helper_sends) pthread_cond_wait(&changed, &state_mutex);
  state_unlock();
  give_up(unsent, 0);
}
