#define _GNU_SOURCE
#include "emulator/shim/clock.h"

#include <errno.h>
#include <time.h>

#define NS_PER_S 1000000000ull

uint64_t clock_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

void clock_sleep_ns(uint64_t ns) {
  const uint64_t now = clock_now_ns();
  const uint64_t until = ns > (uint64_t)INT64_MAX - now ? (uint64_t)INT64_MAX : now + ns;
  const struct timespec deadline = {.tv_sec = (time_t)(until / NS_PER_S),
                                    .tv_nsec = (long)(until % NS_PER_S)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL) == EINTR) {
  }
}
