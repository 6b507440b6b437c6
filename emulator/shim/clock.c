#define _GNU_SOURCE
#include "emulator/shim/clock.h"

#include <errno.h>

#define NS_PER_S 1000000000ull

uint64_t clock_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

uint64_t clock_after(uint64_t at, uint64_t ns) {
  return ns > (uint64_t)INT64_MAX - at ? (uint64_t)INT64_MAX : at + ns;
}

struct timespec clock_timespec(uint64_t at) {
  return (struct timespec){.tv_sec = (time_t)(at / NS_PER_S), .tv_nsec = (long)(at % NS_PER_S)};
}

void clock_sleep_ns(uint64_t ns) {
  const struct timespec deadline = clock_timespec(clock_after(clock_now_ns(), ns));
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL) == EINTR) {
  }
}
