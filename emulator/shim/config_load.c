#define _GNU_SOURCE
#include "emulator/shim/config_load.h"

#include <limits.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emulator/shim/ask.h"
#include "emulator/shim/events.h"
#include "emulator/shim/fault_rules.h"
#include "emulator/shim/line.h"
#include "emulator/shim/real_calls.h"

static struct keyrace_shim_config config;

static void complain(const char* value, const char* problem) {
  struct line line;
  line_start(&line);
  line_text(&line, "keyrace shim: " KEYRACE_SHIM_ENV "=");
  line_quoted(&line, value, strnlen(value, 64));
  line_text(&line, ": ");
  line_text(&line, problem);
  line_text(&line, "; passing everything through\n");
  (void)!real_calls()->write(STDERR_FILENO, line.text, line.size);
}

static const char* read_block(const char* value) {
  char* end = NULL;
  const long fd = strtol(value, &end, 10);
  if (end == value || *end != '\0' || fd < 0 || fd > INT_MAX) return "not a descriptor number";
  struct stat status;
  if (fstat((int)fd, &status) != 0) return "the descriptor is not open";
  if (status.st_size != (off_t)sizeof config) return "wrong size of the configuration";
  if (pread((int)fd, &config, sizeof config, 0) != (ssize_t)sizeof config) {
    return "can't read the configuration";
  }
  return NULL;
}

static const char* check_block(void) {
  if (config.magic != KEYRACE_SHIM_MAGIC) return "wrong magic number";
  if (config.version != KEYRACE_SHIM_VERSION) return "wrong version";
  if (config.nl80211_family < GENL_MIN_ID) return "the nl80211 family is no generic netlink family";
  if (memchr(config.node, '\0', sizeof config.node) == NULL) return "the node has no end";
  if (config.fault_count > KEYRACE_SHIM_MAX_FAULTS) return "too many faults";
  if (config.node_index >= KEYRACE_SHIM_MAX_NODES) return "the node has no row in the events";
  const char* problem = fault_rules_problem(&config);
  if (problem != NULL) return problem;
  struct stat log;
  if (fstat(config.log_fd, &log) != 0) return "the log's descriptor is not open";
  problem = config.events_fd < 0 ? NULL : events_map(config.events_fd);
  if (problem != NULL) return problem;
  return config.ask_fd < 0 ? NULL : ask_start(config.ask_fd);
}

const struct keyrace_shim_config* config_load(void) {
  const char* value = getenv(KEYRACE_SHIM_ENV);
  if (value == NULL) return NULL;
  const char* problem = read_block(value);
  if (problem == NULL) problem = check_block();
  if (problem == NULL) return &config;
  complain(value, problem);
  return NULL;
}
