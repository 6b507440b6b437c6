#define _GNU_SOURCE
#include "emulator/catch/stack_process.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "emulator/catch/filter.h"
#include "emulator/shim/shim_config.h"

#define CHILD_STACK_OCTETS (64u * 1024u)

struct birth {
  char* const* argv;
  bool receiving;
  int listener;
  const char* failed; /* the step; NULL: it runs */
  int error;
};

static int fail(struct birth* birth, const char* step) {
  birth->error = errno;
  birth->failed = step;
  return 127;
}

/* Shares memory and descriptors with the parent until it executes: so the parent has the listener
 * without a call that the filter would stop, before anybody could listen.
 */
static int become_stack(void* argument) {
  struct birth* birth = argument;
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return fail(birth, "set the parent-death signal for");
  birth->listener = filter_install(birth->receiving);
  if (birth->listener < 0) return fail(birth, "install a seccomp filter for");
  execvp(birth->argv[0], birth->argv);
  return fail(birth, "exec");
}

static volatile pid_t receiver;

static void pass_on(int number) {
  const int saved = errno;
  kill(receiver, number);
  errno = saved;
}

static void pass_signals_on(pid_t pid) {
  static const int numbers[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};
  const struct sigaction action = {.sa_handler = pass_on, .sa_flags = SA_RESTART};
  receiver = pid;
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; ++i) {
    sigaction(numbers[i], &action, NULL);
  }
}

bool stack_process_start(char* const* argv, bool receiving, struct stack_process* stack) {
  static _Alignas(16) char child_stack[CHILD_STACK_OCTETS];
  struct birth birth = {.argv = argv, .receiving = receiving, .listener = -1};
  unsetenv(KEYRACE_SHIM_ENV); /* it is for this program */
  stack->pid = clone(become_stack, child_stack + sizeof child_stack,
                     CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD, &birth);
  if (stack->pid < 0) fail(&birth, "fork for");
  if (birth.failed != NULL) {
    fprintf(stderr, "keyrace_catch: %s %s: %s\n", birth.failed, argv[0], strerror(birth.error));
    return false;
  }
  pass_signals_on(stack->pid);
  stack->listener = birth.listener;
  stack->ended = pidfd_open(stack->pid, 0);
  if (stack->ended >= 0) return true;
  perror("keyrace_catch: pidfd_open");
  return false;
}

int stack_process_reap(const struct stack_process* stack) {
  int status = 0;
  while (waitpid(stack->pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none); /* the stack's core says more */
  signal(WTERMSIG(status), SIG_DFL);
  raise(WTERMSIG(status));
  return 128 + WTERMSIG(status);
}
