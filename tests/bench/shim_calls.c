/* shim_calls: measures calls of a program that the shim is preloaded into, each by its name, which
 * is the shim's, and as libc's own, in turn; prints a line for each:
 *
 *     CALL <tab> ns of libc's <tab> ns of the shim's      medians of ROUNDS batches
 *
 * Only the calls are timed; what they leave in sockets is taken out between the batches.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/shim_probe_messages.h"

#define ROUNDS 2001
#define BATCH 8 /* fits into any socket's buffer */

/* All calls in one shape; each uses what it needs. */
struct calls {
  ssize_t (*write)(int, const void*, size_t);
  ssize_t (*send)(int, const void*, size_t, int);
  ssize_t (*sendmsg)(int, const struct msghdr*, int);
  ssize_t (*read)(int, void*, size_t);
};

enum way { BY_WRITE, BY_SEND, BY_SENDMSG, BY_READ };

static const struct measurement {
  const char* name;
  enum way way;
  bool netlink;        /* else a pair of local sockets */
  const char* message; /* NULL: 64 octets of text */
} measurements[] = {
    {"write of text", BY_WRITE, false, NULL},
    {"send of text", BY_SEND, false, NULL},
    {"sendmsg of text", BY_SENDMSG, false, NULL},
    {"sendmsg of a netlink request without a key", BY_SENDMSG, true, "get"},
    {"sendmsg of a key request", BY_SENDMSG, true, "nested"},
    {"read of nothing", BY_READ, false, NULL},
};

static long long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000ll + now.tv_nsec;
}

static void open_pair(bool netlink, int fds[2]) {
  if (netlink) {
    fds[0] = fds[1] = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK, NETLINK_GENERIC);
    if (fds[0] < 0) exit(3);
  } else if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, fds) != 0) {
    exit(3);
  }
}

static double time_batch(const struct measurement* what, const struct calls* calls, int fd,
                         struct buffer* buffer) {
  struct iovec whole = {.iov_base = buffer->bytes, .iov_len = buffer->size};
  const struct msghdr header = {.msg_iov = &whole, .msg_iovlen = 1};
  char nothing[64];
  const long long start = now_ns();
  for (int i = 0; i < BATCH; ++i) {
    ssize_t result = 0;
    switch (what->way) {
      case BY_WRITE:
        result = calls->write(fd, buffer->bytes, buffer->size);
        break;
      case BY_SEND:
        result = calls->send(fd, buffer->bytes, buffer->size, 0);
        break;
      case BY_SENDMSG:
        result = calls->sendmsg(fd, &header, 0);
        break;
      case BY_READ:
        calls->read(fd, nothing, sizeof nothing);
        break;
    }
    if (result < 0) exit(3);
  }
  return (double)(now_ns() - start) / BATCH;
}

static int by_size(const void* a, const void* b) {
  const double x = *(const double*)a, y = *(const double*)b;
  return (x > y) - (x < y);
}

static void measure(const struct measurement* what, const struct calls calls[2]) {
  static double took[2][ROUNDS];
  struct buffer buffer = {.size = 64};
  if (what->message != NULL) buffer.size = 0;
  if (what->message != NULL && !put_named(&buffer, what->message, 1)) exit(3);
  int fds[2];
  open_pair(what->netlink, fds);
  for (int round = 0; round < ROUNDS; ++round) {
    for (int by = 0; by < 2; ++by) {
      took[by][round] = time_batch(what, &calls[by], fds[0], &buffer);
      for (char rest[512]; calls[0].read(fds[1], rest, sizeof rest) > 0;) {
      }
    }
  }
  for (int by = 0; by < 2; ++by) qsort(took[by], ROUNDS, sizeof took[by][0], by_size);
  printf("%s\t%.1f\t%.1f\n", what->name, took[0][ROUNDS / 2], took[1][ROUNDS / 2]);
  close(fds[0]);
  if (fds[1] != fds[0]) close(fds[1]);
}

static void find(void* libc, const char* name, void* function) {
  void* symbol = dlsym(libc, name);
  if (symbol == NULL) exit(3);
  memcpy(function, &symbol, sizeof symbol);
}

int main(void) {
  void* libc = dlopen("libc.so.6", RTLD_NOW | RTLD_NOLOAD);
  struct calls calls[2] = {{NULL}, {write, send, sendmsg, read}};
  find(libc, "write", &calls[0].write);
  find(libc, "send", &calls[0].send);
  find(libc, "sendmsg", &calls[0].sendmsg);
  find(libc, "read", &calls[0].read);
  for (size_t i = 0; i < sizeof measurements / sizeof measurements[0]; ++i) {
    measure(&measurements[i], calls);
  }
  return 0;
}
