#define _GNU_SOURCE
#include "emulator/shim/events.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct keyrace_shim_events* page;

const char* events_map(int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0) return "the events' descriptor is not open";
  if (status.st_size < (off_t)sizeof *page) return "the events are too short";
  void* mapped = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (mapped == MAP_FAILED) return "can't map the events";
  page = mapped;
  return NULL;
}

/* A plain integer in the page: other programs, and C++, use it too. */
static uint32_t* counter(uint32_t node, enum keyrace_event event) {
  return &page->counters[node][event];
}

uint32_t events_count(uint32_t node, enum keyrace_event event) {
  return page == NULL ? 0 : __atomic_load_n(counter(node, event), __ATOMIC_ACQUIRE);
}

void events_raise(uint32_t node, enum keyrace_event event) {
  if (page == NULL) return;
  __atomic_add_fetch(counter(node, event), 1, __ATOMIC_RELEASE);
  syscall(SYS_futex, counter(node, event), FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

bool events_sleep(uint32_t node, enum keyrace_event event, uint32_t count) {
  if (page == NULL) return false;
  if (syscall(SYS_futex, counter(node, event), FUTEX_WAIT, count, NULL, NULL, 0) == 0) return true;
  return errno == EINTR || errno == EAGAIN;
}
