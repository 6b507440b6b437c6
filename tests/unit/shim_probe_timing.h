/* Part of shim_probe: what a sendmsg costs that is none of the shim's business, for scripts/bench.
 * Included once, under _GNU_SOURCE.
 *
 *     time=CALLS:netlink   a NOOP without acknowledgement to the kernel's generic netlink
 *     time=CALLS:unix      64 octets into a SEQPACKET socket pair, emptied between batches, untimed
 */
#ifndef KEYRACE_TESTS_SHIM_PROBE_TIMING_H
#define KEYRACE_TESTS_SHIM_PROBE_TIMING_H

#include <time.h>

#include "shim_probe_sending.h"

#define BATCH 8 /* fits into any socket's buffer */

static long long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000ll + now.tv_nsec;
}

static long long time_batch(int fd, struct buffer* buffer, unsigned long calls) {
  struct iovec whole = {.iov_base = buffer->bytes, .iov_len = buffer->size};
  const struct msghdr header = {.msg_iov = &whole, .msg_iovlen = 1};
  const long long start = now_ns();
  for (unsigned long i = 0; i < calls; ++i) {
    if (sendmsg(fd, &header, 0) < 0) exit(3);
  }
  return now_ns() - start;
}

static bool run_timing(const char* step) {
  unsigned long calls = 0;
  char where[16];
  if (sscanf(step, "time=%lu:%15s", &calls, where) != 2 || calls == 0) return false;
  const bool netlink = strcmp(where, "netlink") == 0;
  if (!netlink && strcmp(where, "unix") != 0) return false;
  struct buffer buffer = {.size = 64};
  const struct nlmsghdr noop = {.nlmsg_len = 64, .nlmsg_type = NLMSG_NOOP};
  memcpy(buffer.bytes, &noop, sizeof noop);
  int fds[2];
  open_target(netlink ? GENERIC : LOCAL, fds);
  long long taken = 0;
  for (unsigned long done = 0; done < calls; done += BATCH) {
    taken += time_batch(fds[0], &buffer, calls - done < BATCH ? calls - done : BATCH);
    for (char rest[64]; !netlink && recv(fds[1], rest, sizeof rest, 0) > 0;) {
    }
  }
  close_target(fds);
  printf("%s: %lu calls, %.1f ns each\n", where, calls, (double)taken / (double)calls);
  return true;
}

#endif
