#define _GNU_SOURCE
#include "emulator/shim/key_log.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emulator/shim/fault_select.h"
#include "emulator/shim/line.h"
#include "emulator/shim/real_calls.h"

static struct stat log_file;

/* A program that closes descriptors it does not know may have reused the log's number since: keys
 * must not end up in another file.
 */
static bool is_still_the_log(int fd) {
  struct stat now;
  return fstat(fd, &now) == 0 && now.st_dev == log_file.st_dev && now.st_ino == log_file.st_ino;
}

static void start(struct line* line, const struct keyrace_shim_config* config, const char* event) {
  line_start(line);
  line_text(line, "{\"node\":");
  line_quoted(line, config->node, strlen(config->node));
  line_text(line, ",\"event\":\"");
  line_text(line, event);
  line_text(line, "\"");
}

static void finish(struct line* line, const struct keyrace_shim_config* config) {
  line_text(line, "}\n");
  if (!is_still_the_log(config->log_fd)) return;
  while (real_calls()->write(config->log_fd, line->text, line->size) < 0 && errno == EINTR) {
  }
}

static void number(struct line* line, const char* name, int64_t value) {
  line_text(line, name);
  line_number(line, value);
}

static void hex_or_null(struct line* line, const char* name, bool present, const uint8_t* bytes,
                        size_t size) {
  line_text(line, name);
  line_text(line, present ? "\"" : "null");
  if (!present) return;
  line_hex(line, bytes, size);
  line_text(line, "\"");
}

static void octets(struct line* line, const char* name, const struct key_octets* value) {
  hex_or_null(line, name, value->present, value->bytes, key_octets_kept(value));
}

static void peer(struct line* line, const struct key_request* request) {
  line_text(line, ",\"peer\":");
  line_text(line, request->has_peer ? "\"" : "null");
  if (!request->has_peer) return;
  for (size_t i = 0; i < sizeof request->peer; ++i) {
    if (i > 0) line_text(line, ":");
    line_hex(line, &request->peer[i], 1);
  }
  line_text(line, "\"");
}

static void key(struct line* line, const struct key_event* event) {
  const struct key_request* request = &event->request;
  const struct key_octets* material = event->sent ? &request->material : &event->asked;
  line_text(line,
            request->kind == KEYRACE_KEY_PAIRWISE ? ",\"key\":\"pairwise\"" : ",\"key\":\"group\"");
  if (request->key_id < 0) {
    line_text(line, ",\"key_id\":null");
  } else {
    number(line, ",\"key_id\":", request->key_id);
  }
  peer(line, request);
  if (request->ifindex == 0) {
    line_text(line, ",\"ifindex\":null");
  } else {
    number(line, ",\"ifindex\":", request->ifindex);
  }
  const uint32_t suite = request->cipher;
  const uint8_t selector[4] = {(uint8_t)(suite >> 24), (uint8_t)(suite >> 16),
                               (uint8_t)(suite >> 8), (uint8_t)suite};
  hex_or_null(line, ",\"cipher\":", suite != 0, selector, sizeof selector);
  octets(line, ",\"material\":", material);
  octets(line, ",\"asked\":", &event->asked);
  octets(line, ",\"seq\":", &request->sequence);
}

static const char* event_name(const struct key_request* request) {
  switch (key_request_sort(request)) {
    case KEYRACE_REQUEST_INSTALL:
      return "install";
    case KEYRACE_REQUEST_DELETE:
      return "delete";
  }
  return "set";
}

static const char* part_name(enum key_part part) {
  switch (part) {
    case KEY_PART_WHOLE:
      return ",\"part\":\"whole\"";
    case KEY_PART_TK:
      return ",\"part\":\"tk\"";
    case KEY_PART_MIC:
      return ",\"part\":\"mic\"";
  }
  return "";
}

void key_log_request(const struct keyrace_shim_config* config, const struct key_event* event) {
  struct line line;
  start(&line, config, event_name(&event->request));
  number(&line, ",\"n\":", event->n);
  line_text(&line, ",\"cmd\":\"");
  line_text(&line, key_request_command(&event->request));
  line_text(&line, "\"");
  key(&line, event);
  line_text(&line, part_name(event->part));
  line_text(&line, ",\"fault\":");
  fault_names(config, event, &line);
  line_text(&line, event->sent ? ",\"sent\":true" : ",\"sent\":false");
  number(&line, ",\"asked_ns\":", (int64_t)event->asked_ns);
  number(&line, ",\"done_ns\":", (int64_t)event->done_ns);
  number(&line, ",\"error\":", event->error);
  finish(&line, config);
}

void key_log_overlooked(const struct keyrace_shim_config* config, size_t count) {
  struct line line;
  start(&line, config, "overlooked");
  number(&line, ",\"requests\":", (int64_t)count);
  finish(&line, config);
}

void key_log_attached(const struct keyrace_shim_config* config) {
  fstat(config->log_fd, &log_file);
  char program[512];
  const ssize_t size = readlink("/proc/self/exe", program, sizeof program);
  struct line line;
  start(&line, config, "attached");
  number(&line, ",\"pid\":", getpid());
  line_text(&line, ",\"program\":");
  line_quoted(&line, program, size < 0 ? 0 : (size_t)size);
  number(&line, ",\"shim\":", KEYRACE_SHIM_VERSION);
  finish(&line, config);
}
