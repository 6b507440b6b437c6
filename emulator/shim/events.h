/* The page of counters that all shims of a run and the guest share (keyrace_shim_events). */
#ifndef KEYRACE_EMULATOR_SHIM_EVENTS_H
#define KEYRACE_EMULATOR_SHIM_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "emulator/shim/shim_config.h"

/* Maps the page of the descriptor; NULL, or what is wrong with it. */
const char* events_map(int fd);

/* 0 without a page. */
uint32_t events_count(uint32_t node, enum keyrace_event event);

/* Raises by one and wakes who waits; nothing without a page. */
void events_raise(uint32_t node, enum keyrace_event event);

/* Sleeps while the counter is `count`; returns at any time, for any reason. False: it can't. */
bool events_sleep(uint32_t node, enum keyrace_event event, uint32_t count);

#endif
