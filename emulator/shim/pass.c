#include "emulator/shim/pass.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

#include "emulator/shim/clock.h"
#include "emulator/shim/config_load.h"
#include "emulator/shim/draft.h"
#include "emulator/shim/early.h"
#include "emulator/shim/fault.h"
#include "emulator/shim/fault_select.h"
#include "emulator/shim/handshake_message.h"
#include "emulator/shim/hold.h"
#include "emulator/shim/kernel_socket.h"
#include "emulator/shim/key_history.h"
#include "emulator/shim/key_log.h"
#include "emulator/shim/later.h"
#include "emulator/shim/outcome.h"
#include "emulator/shim/refusal.h"
#include "emulator/shim/state_lock.h"

/* Stacks send one key request per call; one to connect has at most four keys with it. */
#define MAX_EVENTS 4

/* Some 7 KB of the stack, and some 5 more in what is called from here; only for a key request. */
struct pass {
  const struct keyrace_shim_config* config;
  struct draft draft;
  struct hold_marks marks;
  size_t count;
  size_t overlooked;
  struct key_event events[MAX_EVENTS];
};

/* NULL until the configuration is there. */
static _Atomic(const struct keyrace_shim_config*) active;
static bool looks_for_messages; /* written before `active` */

/* Our sleeps and system calls are no place where the program expects to be cancelled, and its errno
 * is not ours.
 */
struct interlude {
  int error;
  int cancel_state;
};

static struct interlude interlude_begin(void) {
  struct interlude interlude = {.error = errno};
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &interlude.cancel_state);
  return interlude;
}

static void interlude_end(const struct interlude* interlude) {
  int unused;
  pthread_setcancelstate(interlude->cancel_state, &unused);
  errno = interlude->error;
}

void pass_start(void) {
  const struct interlude interlude = interlude_begin();
  const struct keyrace_shim_config* config = config_load();
  if (config != NULL) {
    state_lock_start();
    later_start();
    key_log_attached(config);
    looks_for_messages = early_is_wanted(config);
    atomic_store_explicit(&active, config, memory_order_release);
  }
  interlude_end(&interlude);
}

bool pass_may_refuse(void) {
  const struct keyrace_shim_config* config = atomic_load_explicit(&active, memory_order_acquire);
  for (uint32_t i = 0; config != NULL && i < config->fault_count; ++i) {
    if (config->faults[i].kind == KEYRACE_FAULT_FAIL) return true;
  }
  return false;
}

/* The path of all other traffic ends here: no call, no lock, no errno. */
bool pass_concerns(const struct send_call* call) {
  const struct keyrace_shim_config* config = atomic_load_explicit(&active, memory_order_acquire);
  if (config == NULL) return false;
  struct key_cursor at = {.offset = 0};
  struct key_request request;
  if (key_request_next(&call->bytes, config->nl80211_family, &at, &request)) return true;
  if (!looks_for_messages) return false;
  size_t offset = 0;
  struct handshake_message message;
  return handshake_message_next(call, config->nl80211_family, &offset, &message);
}

static void add(struct pass* pass, const struct key_request* request) {
  struct key_event* event = &pass->events[pass->count++];
  *event = (struct key_event){.request = *request, .asked = request->material, .sent = true};
  event->asked_ns = clock_now_ns();
  key_history_count(event);
  fault_select(pass->config, pass->draft.fits, event);
}

static void begin(struct pass* pass, const struct send_call* call) {
  struct key_cursor at = {.offset = 0};
  struct key_request request;
  pass->count = 0;
  pass->overlooked = 0;
  draft_take(&pass->draft, call->fd, &call->bytes);
  hold_mark(pass->config, &pass->marks);
  while (key_request_next(&call->bytes, pass->config->nl80211_family, &at, &request)) {
    if (pass->count == MAX_EVENTS) {
      ++pass->overlooked;
    } else {
      add(pass, &request);
    }
  }
  for (size_t i = 0; i < pass->count; ++i) {
    fault_act(pass->config, &pass->marks, &pass->draft, &pass->events[i]);
  }
}

/* By the stack's own call, with its own bytes if it can be. */
static ssize_t make(const struct pass* pass, const struct send_call* call) {
  if (!pass->draft.changed) return send_call_make(call, &call->bytes);
  const struct iovec whole = {.iov_base = (void*)pass->draft.bytes, .iov_len = pass->draft.size};
  const struct scatter bytes = {.parts = &whole, .count = 1};
  return send_call_make(call, &bytes);
}

static void settle(const struct keyrace_shim_config* config, struct key_event* event, int error) {
  event->error = error;
  if (error != 0) later_discard(event);
  switch (event->fate) {
    case KEY_FATE_SENT:
      outcome_settle(config, event, error == 0, true);
      break;
    case KEY_FATE_DEFERRED: /* its line is written when it goes */
      event->sent = false;
      if (error != 0) outcome_settle(config, event, false, true);
      break;
    case KEY_FATE_DROPPED:
      event->sent = false;
      outcome_settle(config, event, false, true);
      break;
    case KEY_FATE_FAILED:
      event->sent = false;
      if (error == 0) event->error = -event->refusal;
      if (error != 0) refusal_cancel(event->ticket);
      outcome_settle(config, event, false, true);
      break;
  }
  later_queue(event);
}

static void end(struct pass* pass, int error) {
  const uint64_t done_ns = clock_now_ns();
  for (size_t i = 0; i < pass->count; ++i) {
    pass->events[i].done_ns = done_ns;
    settle(pass->config, &pass->events[i], error);
  }
  if (pass->overlooked > 0) key_log_overlooked(pass->config, pass->overlooked);
}

ssize_t pass_send(const struct send_call* call) {
  const struct interlude before = interlude_begin();
  struct pass pass;
  pass.config = atomic_load_explicit(&active, memory_order_acquire);
  if (looks_for_messages) early_act(pass.config, call);
  const bool to_kernel = kernel_socket_is(call->fd, call->to, call->to_size);
  if (to_kernel) begin(&pass, call);
  interlude_end(&before);
  if (!to_kernel) return send_call_make(call, &call->bytes);

  const ssize_t result = make(&pass, call);
  const struct interlude after = interlude_begin();
  end(&pass, result < 0 ? -after.error : 0);
  interlude_end(&after);
  return result;
}
