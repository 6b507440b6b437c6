#include "emulator/shim/outcome.h"

#include "emulator/shim/events.h"
#include "emulator/shim/key_history.h"
#include "emulator/shim/key_log.h"

void outcome_settle(const struct keyrace_shim_config* config, const struct key_event* event,
                    bool carried_out, bool first_time) {
  const struct key_request* request = &event->request;
  const bool installs = carried_out && key_request_sort(request) == KEYRACE_REQUEST_INSTALL;
  if (installs) key_history_remember(request);
  key_log_request(config, event);
  if (installs && first_time && !event->anticipated && request->kind == KEYRACE_KEY_PAIRWISE) {
    events_raise(config->node_index, KEYRACE_EVENT_INSTALLED);
  }
}
