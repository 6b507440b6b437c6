/* A program for the shim to live in: sends key requests and look-alikes in every way a stack may,
 * and prints what it gets to see of it. With and without the shim it must print the same.
 *
 *     shim_probe STEP...       STEP = WAY=MESSAGE[:FILL], reader=NAME, sleep=MS, lines=COUNT:FD,
 *                            time=CALLS:WHERE
 * or an action: see the tables in shim_probe_*.h
 *
 * The family does not exist, so the kernel answers each message with ENOENT and with the message
 * itself: the very bytes that arrived.
 */
#define _GNU_SOURCE
#include "shim_probe_direct.h"
/* Before those that call by the names it changes. */
#include "shim_probe_actions.h"
#include "shim_probe_eapol.h"
#include "shim_probe_receiving.h"
#include "shim_probe_timing.h"

/* NAME-another: the same for another peer. */
static void strip_another(char* name) {
  char* suffix = strstr(name, "-another");
  peer[5] = suffix == NULL ? 0xab : 0xac;
  if (suffix != NULL) *suffix = '\0';
}

static bool run_send(const char* step) {
  char way[32];
  char name[32];
  unsigned fill = 0;
  if (sscanf(step, "%31[^=]=%31[^:]:%x", way, name, &fill) < 2) return false;
  for (size_t i = 0; i < sizeof ways / sizeof ways[0]; ++i) {
    if (strcmp(ways[i].name, way) != 0) continue;
    struct buffer buffer = {.size = 0};
    strip_another(name);
    if (!put_eapol(&buffer, name, (uint8_t)fill) && !put_named(&buffer, name, (uint8_t)fill)) {
      return false;
    }
    const struct buffer before = buffer;
    int fds[2];
    open_target(ways[i].target, fds);
    errno = MARK;
    const ssize_t result = ways[i].send(fds[0], &buffer);
    const int error = errno;
    printf("%s result %zd errno %d buffer %s", step, result, error,
           memcmp(&before, &buffer, sizeof buffer) == 0 ? "kept" : "changed");
    print_answers(fds[1], ways[i].target == GENERIC || ways[i].target == ROUTE);
    printf("\n");
    close_target(fds);
    return true;
  }
  return false;
}

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (run_action(argv[i]) || run_reader(argv[i]) || run_sleep(argv[i]) || run_lines(argv[i]) ||
        run_timing(argv[i]) || run_send(argv[i])) {
      continue;
    }
    fprintf(stderr, "shim_probe: unknown step %s\n", argv[i]);
    return 2;
  }
  return 0;
}
