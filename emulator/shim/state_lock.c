#include "emulator/shim/state_lock.h"

pthread_mutex_t state_mutex = PTHREAD_MUTEX_INITIALIZER;

void state_lock(void) {
  pthread_mutex_lock(&state_mutex);
}

void state_unlock(void) {
  pthread_mutex_unlock(&state_mutex);
}

void state_lock_start(void) {
  pthread_atfork(state_lock, state_unlock, state_unlock);
}
