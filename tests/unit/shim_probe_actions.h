/* Part of shim_probe: what it can do besides sending. Included once, under _GNU_SOURCE. */
#ifndef KEYRACE_TESTS_SHIM_PROBE_ACTIONS_H
#define KEYRACE_TESTS_SHIM_PROBE_ACTIONS_H

#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

#include "shim_probe_receiving.h"
#include "shim_probe_sending.h"
#include "shim_probe_threads.h"

#define MARK 4242 /* an errno that no call sets */

static void show(const char* call, ssize_t result) {
  printf("%s: result %zd errno %d\n", call, result, errno);
  errno = MARK;
}

/* Arguments that the kernel refuses: the shim must leave that to it. */
static void do_wild(void) {
  int fds[2];
  open_target(GENERIC, fds);
  struct iovec none = {.iov_base = NULL, .iov_len = 64};
  const struct msghdr crowd = {.msg_iov = &none, .msg_iovlen = 1u << 20};
  const struct msghdr hollow = {.msg_iov = &none, .msg_iovlen = 1};
  const void* volatile null = NULL; /* volatile: or the compiler refuses, too */
  volatile int negative = -1;
  volatile int many = 5000;
  errno = MARK;
  show("write NULL", write(fds[0], null, 64));
  show("write nothing", write(fds[0], null, 0));
  show("send NULL", send(fds[0], null, 64, 0));
  show("sendto NULL", sendto(fds[0], null, 64, 0, NULL, 0));
  show("writev negative", writev(fds[0], &none, negative));
  show("writev crowd", writev(fds[0], &none, many));
  show("writev NULL", writev(fds[0], null, 2));
  show("writev hollow", writev(fds[0], &none, 1));
  show("sendmsg NULL", sendmsg(fds[0], null, 0));
  show("sendmsg crowd", sendmsg(fds[0], &crowd, 0));
  show("sendmsg hollow", sendmsg(fds[0], &hollow, 0));
  struct mmsghdr hollows[2] = {{.msg_hdr = hollow}, {.msg_hdr = crowd}};
  show("sendmmsg NULL", sendmmsg(fds[0], (void*)null, 2, 0));
  show("sendmmsg hollow", sendmmsg(fds[0], hollows, 2, 0));
  show("sendmmsg nothing", sendmmsg(fds[0], hollows, 0, 0));
  show("sendmmsg nowhere", sendmmsg(-1, hollows, 2, 0));
  show("read NULL", read(fds[0], (void*)null, 64));
  show("recv NULL", recv(fds[0], (void*)null, 64, 0));
  show("readv negative", readv(fds[0], &none, negative));
  show("recvmsg NULL", recvmsg(fds[0], (void*)null, 0));
  show("recvmmsg NULL", recvmmsg(fds[0], (void*)null, 1, 0, NULL));
  close_target(fds);
}

/* The same sequence number on two sockets, answered in the order 2, 1. */
static void do_crossed(void) {
  struct buffer buffer = {.size = 0};
  put_named(&buffer, "nested", 1);
  int fds[2][2];
  for (size_t i = 0; i < 2; ++i) {
    open_target(GENERIC, fds[i]);
    if (write(fds[i][0], buffer.bytes, buffer.size) < 0) exit(3);
  }
  for (size_t i = 2; i-- > 0;) {
    print_answers(fds[i][1], true);
    close_target(fds[i]);
  }
  printf("\n");
}

/* An answer that comes to the program by another way than the one the kernel sent it. */
static void do_relayed(void) {
  struct buffer buffer = {.size = 0};
  uint8_t answer[8192];
  put_named(&buffer, "nested", 1);
  int fds[2];
  int ends[2];
  open_target(GENERIC, fds);
  open_target(PIPE, ends);
  if (write(fds[0], buffer.bytes, buffer.size) < 0) exit(3);
  const long size = syscall(SYS_recvfrom, fds[0], answer, sizeof answer, 0, NULL, NULL);
  if (size < 0 || write(ends[0], answer, (size_t)size) != size) exit(3);
  errno = MARK;
  const ssize_t got = receive(ends[1], answer);
  printf("relayed %zd errno %d\n", got, errno);
  if (write(ends[0], answer, (size_t)got) != got) exit(3);
  print_answers(ends[1], true);
  printf("\n");
  close_target(fds);
  close_target(ends);
}

/* As a daemon does that closes what it does not know, and then opens files of its own. */
static void do_reuse(void) {
  for (int fd = 3; fd < 64; ++fd) close(fd);
  for (int fd = 3; fd < 32; ++fd) {
    if (memfd_create("own", 0) != fd) exit(3);
  }
}

static void do_own_files(void) {
  off_t size = 0;
  for (int fd = 3; fd < 32; ++fd) size += lseek(fd, 0, SEEK_END);
  printf("own files hold %lld octets\n", (long long)size);
}

/* The lowest free descriptor: what the shim holds open would shift it. */
static void do_descriptor(void) {
  const int fd = dup(0);
  printf("next descriptor %d\n", fd);
  close(fd);
}

static const struct {
  const char* name;
  void (*run)(void);
} actions[] = {
    {"wild", do_wild},
    {"threads", do_threads},
    {"fork", do_fork},
    {"ticks", do_ticks},
    {"reuse", do_reuse},
    {"own-files", do_own_files},
    {"fd", do_descriptor},
    {"count-threads", do_count_threads},
    {"crossed", do_crossed},
    {"relayed", do_relayed},
    {"storm", do_storm},
    {"block-ticks", do_block_ticks},
    {"restarting-ticks", do_restarting_ticks},
};

/* sleep=MILLISECONDS */
static bool run_sleep(const char* step) {
  unsigned ms = 0;
  if (sscanf(step, "sleep=%u", &ms) != 1) return false;
  const struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
  nanosleep(&time, NULL);
  return true;
}

static unsigned lines_of(int fd) {
  unsigned lines = 0;
  char text[4096];
  off_t at = 0;
  for (ssize_t got; (got = pread(fd, text, sizeof text, at)) > 0; at += got) {
    for (ssize_t i = 0; i < got; ++i) lines += text[i] == '\n';
  }
  return lines;
}

/* lines=COUNT:FD: until the shim's log, which is that descriptor, has so many. */
static bool run_lines(const char* step) {
  unsigned count = 0;
  int fd = -1;
  if (sscanf(step, "lines=%u:%d", &count, &fd) != 2) return false;
  const struct timespec pause = {.tv_nsec = 1000000};
  while (lines_of(fd) < count) nanosleep(&pause, NULL);
  return true;
}

static bool run_action(const char* step) {
  for (size_t i = 0; i < sizeof actions / sizeof actions[0]; ++i) {
    if (strcmp(actions[i].name, step) != 0) continue;
    actions[i].run();
    return true;
  }
  return false;
}

#endif
