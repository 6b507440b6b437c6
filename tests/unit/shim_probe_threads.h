/* Part of shim_probe: threads, children and signals. Included once, under _GNU_SOURCE. */
#ifndef KEYRACE_TESTS_SHIM_PROBE_THREADS_H
#define KEYRACE_TESTS_SHIM_PROBE_THREADS_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "shim_probe_sending.h"

static void* send_many(void* request) {
  const struct buffer* buffer = request;
  int fds[2];
  open_target(GENERIC, fds);
  for (int i = 0; i < 25; ++i) {
    if (write(fds[0], buffer->bytes, buffer->size) < 0) abort();
  }
  close_target(fds);
  return NULL;
}

static atomic_bool storm_is_over;

static void* send_until_over(void* request) {
  while (!storm_is_over) send_many(request);
  return NULL;
}

/* Children send keys while other threads of their parent did. */
static void do_storm(void) {
  struct buffer buffer = {.size = 0};
  put_named(&buffer, "nested", 1);
  pthread_t threads[2];
  fflush(stdout);
  for (size_t i = 0; i < 2; ++i) pthread_create(&threads[i], NULL, send_until_over, &buffer);
  for (int i = 0; i < 300; ++i) {
    const pid_t child = fork();
    if (child < 0) exit(3);
    if (child == 0) {
      send_many(&buffer);
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
  storm_is_over = true;
  for (size_t i = 0; i < 2; ++i) pthread_join(threads[i], NULL);
}

static void do_threads(void) {
  struct buffer buffer = {.size = 0};
  put_named(&buffer, "nested", 1);
  pthread_t threads[4];
  for (size_t i = 0; i < 4; ++i) pthread_create(&threads[i], NULL, send_many, &buffer);
  for (size_t i = 0; i < 4; ++i) pthread_join(threads[i], NULL);
}

/* What follows runs in a child. */
static void do_fork(void) {
  fflush(stdout);
  const pid_t child = fork();
  if (child < 0) exit(3);
  if (child == 0) return;
  int status = 0;
  waitpid(child, &status, 0);
  exit(WEXITSTATUS(status));
}

static atomic_int ticks_elsewhere;

static void on_tick(int number) {
  (void)number;
  if (syscall(SYS_gettid) != getpid()) ++ticks_elsewhere;
}

/* A signal every millisecond, whose handler has these flags. */
static void start_ticks(int flags) {
  const struct sigaction action = {.sa_handler = on_tick, .sa_flags = flags};
  sigaction(SIGUSR1, &action, NULL);
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  timer_t timer;
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) exit(3);
  const struct itimerspec every = {.it_interval = {0, 1000000}, .it_value = {0, 1000000}};
  timer_settime(timer, 0, &every, NULL);
}

static void do_ticks(void) {
  start_ticks(0);
}

static void do_restarting_ticks(void) {
  start_ticks(SA_RESTART);
}

/* Only another thread could take them now. */
static void do_block_ticks(void) {
  sigset_t ticks;
  sigemptyset(&ticks);
  sigaddset(&ticks, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &ticks, NULL);
  usleep(20000);
  printf("ticks elsewhere %d\n", ticks_elsewhere);
}

/* How many there are, but for those that are just ending. */
static void do_count_threads(void) {
  int threads = 0;
  FILE* file = fopen("/proc/self/status", "r");
  for (char line[256]; file != NULL && fgets(line, sizeof line, file) != NULL;) {
    if (sscanf(line, "Threads: %d", &threads) == 1) break;
  }
  if (file != NULL) fclose(file);
  printf("threads %d\n", threads);
}

#endif
