/* A thread that nobody waits for, with all signals blocked: the program's handlers run in its own.
 */
#ifndef KEYRACE_EMULATOR_SHIM_DETACHED_THREAD_H
#define KEYRACE_EMULATOR_SHIM_DETACHED_THREAD_H

#include <stddef.h>

/* 0 or the errno of pthread_create. */
int detached_thread_start(void* (*run)(void*), void* argument, size_t stack_octets);

#endif
