#define _GNU_SOURCE
#include "emulator/shim/detached_thread.h"

#include <pthread.h>
#include <signal.h>

int detached_thread_start(void* (*run)(void*), void* argument, size_t stack_octets) {
  pthread_attr_t attributes;
  sigset_t all, before;
  pthread_t thread;
  sigfillset(&all);
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_octets);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int error = pthread_create(&thread, &attributes, run, argument);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return error;
}
