#include "emulator/shim/pass.h"

#include <errno.h>
#include <linux/nl80211.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "emulator/shim/clock.h"
#include "emulator/shim/config_load.h"
#include "emulator/shim/fault.h"
#include "emulator/shim/kernel_socket.h"
#include "emulator/shim/key_history.h"
#include "emulator/shim/key_log.h"

/* NULL until the configuration is there. */
static _Atomic(const struct keyrace_shim_config*) active;

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
    key_log_attached(config);
    atomic_store_explicit(&active, config, memory_order_release);
  }
  interlude_end(&interlude);
}

static void collect(struct pass* pass, const struct keyrace_shim_config* config,
                    const struct scatter* bytes, size_t offset) {
  struct key_request request;
  while (key_request_next(bytes, config->nl80211_family, &offset, &request)) {
    if (pass->count == PASS_MAX_EVENTS) {
      ++pass->overlooked;
    } else {
      pass->events[pass->count++].request = request;
    }
  }
}

static void prepare(struct key_event* event, const struct keyrace_shim_config* config) {
  const bool install = event->request.command == NL80211_CMD_NEW_KEY;
  event->asked_ns = clock_now_ns();
  event->n =
      install ? key_history_count(event->request.kind) : key_history_installs(event->request.kind);
  fault_select(config, event);
}

/* The path of all other traffic ends at the first key_request_next: no call, no lock, no errno. */
void pass_begin(struct pass* pass, int fd, struct scatter bytes, const struct sockaddr* to,
                socklen_t to_size) {
  pass->count = 0;
  const struct keyrace_shim_config* config = atomic_load_explicit(&active, memory_order_acquire);
  if (config == NULL) return;
  size_t offset = 0;
  struct key_request first;
  if (!key_request_next(&bytes, config->nl80211_family, &offset, &first)) return;

  const struct interlude interlude = interlude_begin();
  if (kernel_socket_is(fd, to, to_size)) {
    pass->overlooked = 0;
    collect(pass, config, &bytes, first.offset);
    for (size_t i = 0; i < pass->count; ++i) prepare(&pass->events[i], config);
    for (size_t i = 0; i < pass->count; ++i) fault_act(config, &bytes, &pass->events[i]);
  }
  interlude_end(&interlude);
}

void pass_end(struct pass* pass, ssize_t result) {
  if (pass->count == 0) return;
  const struct interlude interlude = interlude_begin();
  const struct keyrace_shim_config* config = atomic_load_explicit(&active, memory_order_acquire);
  const uint64_t done_ns = clock_now_ns();
  for (size_t i = 0; i < pass->count; ++i) {
    struct key_event* event = &pass->events[i];
    event->done_ns = done_ns;
    event->error = result < 0 ? -interlude.error : 0;
    const bool install = event->request.command == NL80211_CMD_NEW_KEY;
    if (install && result >= 0) key_history_remember(&event->request);
    key_log_request(config, event);
  }
  if (pass->overlooked > 0) key_log_overlooked(config, pass->overlooked);
  interlude_end(&interlude);
}
