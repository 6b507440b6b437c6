#define _GNU_SOURCE
#include "emulator/catch/stack_memory.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int stack_memory_open(pid_t thread) {
  char path[32];
  snprintf(path, sizeof path, "/proc/%d/mem", (int)thread);
  return open(path, O_RDWR | O_CLOEXEC);
}

bool stack_memory_read(int memory, uint64_t address, void* to, size_t size) {
  if (address > INT64_MAX) return false;
  return size == 0 || pread(memory, to, size, (off_t)address) == (ssize_t)size;
}

bool stack_memory_write(int memory, uint64_t address, const void* from, size_t size) {
  if (address > INT64_MAX) return false;
  return size == 0 || pwrite(memory, from, size, (off_t)address) == (ssize_t)size;
}
