/* The one lock around everything of the shim that changes: the history of keys, the requests that
 * go later, the answers to be corrected. Held for a few instructions, at most to start the thread
 * of `later`, never over a wait. A fork takes it, so that the child finds the state whole.
 */
#ifndef KEYRACE_EMULATOR_SHIM_STATE_LOCK_H
#define KEYRACE_EMULATOR_SHIM_STATE_LOCK_H

#include <pthread.h>

extern pthread_mutex_t state_mutex;

void state_lock(void);
void state_unlock(void);

/* From now on forks wait. Once. */
void state_lock_start(void);

#endif
