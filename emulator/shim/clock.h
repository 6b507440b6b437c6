/* The one clock of faults and log: CLOCK_MONOTONIC, as the guest's trace has it. */
#ifndef KEYRACE_EMULATOR_SHIM_CLOCK_H
#define KEYRACE_EMULATOR_SHIM_CLOCK_H

#include <stdint.h>
#include <time.h>

uint64_t clock_now_ns(void);

/* `at` + `ns`, and the last moment there is if that is too far. */
uint64_t clock_after(uint64_t at, uint64_t ns);

struct timespec clock_timespec(uint64_t at);

/* At least `ns` from now, however many signal handlers run meanwhile. */
void clock_sleep_ns(uint64_t ns);

#endif
