#define _GNU_SOURCE
#include "emulator/catch/stack_descriptor.h"

#include <stdio.h>
#include <sys/pidfd.h>
#include <unistd.h>

/* A pidfd is a process's, not a thread's; -1: it has ended. */
static pid_t process_of(pid_t thread) {
  char line[128];
  int process = -1;
  snprintf(line, sizeof line, "/proc/%d/status", (int)thread);
  FILE* status = fopen(line, "re");
  if (status == NULL) return -1;
  while (process < 0 && fgets(line, sizeof line, status) != NULL) {
    if (sscanf(line, "Tgid: %d", &process) != 1) process = -1;
  }
  fclose(status);
  return process;
}

int stack_descriptor_duplicate(pid_t thread, int fd) {
  const int process = pidfd_open(process_of(thread), 0);
  if (process < 0) return -1;
  const int duplicate = pidfd_getfd(process, fd, 0);
  close(process);
  return duplicate;
}
