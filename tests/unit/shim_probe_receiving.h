/* Part of shim_probe: the ways to receive. Included once, under _GNU_SOURCE. */
#ifndef KEYRACE_TESTS_SHIM_PROBE_RECEIVING_H
#define KEYRACE_TESTS_SHIM_PROBE_RECEIVING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "shim_probe_messages.h"

#define ANSWER_OCTETS 8192
#define SHORT_OCTETS 40 /* the error and the request's header, and not all of that */

/* What _FORTIFY_SOURCE calls. */
ssize_t __recv_chk(int fd, void* data, size_t size, size_t object, int flags);
ssize_t __recvfrom_chk(int fd, void* data, size_t size, size_t object, int flags,
                       struct sockaddr* from, socklen_t* from_size);
ssize_t __read_chk(int fd, void* data, size_t size, size_t object);

static ssize_t with_read(int fd, uint8_t* answer) {
  return read(fd, answer, ANSWER_OCTETS);
}

static ssize_t with_readv(int fd, uint8_t* answer) {
  const struct iovec parts[4] = {
      {answer, 17}, {answer + 17, 2}, {answer + 19, 6}, {answer + 25, 999}};
  return readv(fd, parts, 4);
}

static ssize_t with_recv(int fd, uint8_t* answer) {
  return recv(fd, answer, ANSWER_OCTETS, 0);
}

static ssize_t with_recvfrom(int fd, uint8_t* answer) {
  struct sockaddr_nl from;
  socklen_t size = sizeof from;
  return recvfrom(fd, answer, ANSWER_OCTETS, 0, (struct sockaddr*)&from, &size);
}

static ssize_t message_of(int fd, uint8_t* answer, size_t size, int flags) {
  struct iovec whole = {.iov_base = answer, .iov_len = size};
  struct sockaddr_nl from;
  struct msghdr header = {
      .msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &whole, .msg_iovlen = 1};
  return recvmsg(fd, &header, flags);
}

static ssize_t with_recvmsg(int fd, uint8_t* answer) {
  return message_of(fd, answer, ANSWER_OCTETS, 0);
}

/* As libnl does: how long it is, what it looks like, and then the same again. */
static ssize_t with_peek(int fd, uint8_t* answer) {
  uint8_t seen[ANSWER_OCTETS];
  const ssize_t size = message_of(fd, seen, sizeof(struct nlmsghdr), MSG_PEEK | MSG_TRUNC);
  if (size <= 0 || message_of(fd, seen, sizeof seen, MSG_PEEK) != size) return -1;
  const ssize_t got = message_of(fd, answer, ANSWER_OCTETS, 0);
  printf(got == size && memcmp(seen, answer, (size_t)size) == 0 ? " as-seen" : " not-as-seen");
  return got;
}

static ssize_t with_recvmmsg(int fd, uint8_t* answer) {
  struct iovec whole = {.iov_base = answer, .iov_len = ANSWER_OCTETS};
  struct mmsghdr message = {.msg_hdr = {.msg_iov = &whole, .msg_iovlen = 1}};
  const int got = recvmmsg(fd, &message, 1, 0, NULL);
  return got < 1 ? got : (ssize_t)message.msg_len;
}

static ssize_t with_short(int fd, uint8_t* answer) {
  return recv(fd, answer, SHORT_OCTETS, 0);
}

static ssize_t with_recv_chk(int fd, uint8_t* answer) {
  return __recv_chk(fd, answer, ANSWER_OCTETS, ANSWER_OCTETS, 0);
}

static ssize_t with_recvfrom_chk(int fd, uint8_t* answer) {
  return __recvfrom_chk(fd, answer, ANSWER_OCTETS, ANSWER_OCTETS, 0, NULL, NULL);
}

static ssize_t with_read_chk(int fd, uint8_t* answer) {
  return __read_chk(fd, answer, ANSWER_OCTETS, ANSWER_OCTETS);
}

static const struct {
  const char* name;
  ssize_t (*receive)(int, uint8_t*);
} readers[] = {
    {"read", with_read},         {"readv", with_readv},
    {"recv", with_recv},         {"recvfrom", with_recvfrom},
    {"recvmsg", with_recvmsg},   {"peek", with_peek},
    {"recvmmsg", with_recvmmsg}, {"short", with_short},
    {"recv-chk", with_recv_chk}, {"recvfrom-chk", with_recvfrom_chk},
    {"read-chk", with_read_chk},
};

static ssize_t (*receive)(int, uint8_t*) = with_read;

/* reader=NAME: from now on. */
static bool run_reader(const char* step) {
  if (strncmp(step, "reader=", 7) != 0) return false;
  for (size_t i = 0; i < sizeof readers / sizeof readers[0]; ++i) {
    if (strcmp(readers[i].name, step + 7) != 0) continue;
    receive = readers[i].receive;
    return true;
  }
  return false;
}

static void print_answers(int fd, bool netlink) {
  uint8_t answer[ANSWER_OCTETS];
  ssize_t size;
  while (fd >= 0 && (size = receive(fd, answer)) > 0) {
    /* Our port number differs from run to run. */
    for (size_t at = 0; netlink && at + sizeof(struct nlmsghdr) <= (size_t)size;) {
      struct nlmsghdr header;
      memcpy(&header, answer + at, sizeof header);
      memset(answer + at + offsetof(struct nlmsghdr, nlmsg_pid), 0, sizeof header.nlmsg_pid);
      at += (header.nlmsg_len + 3u) & ~3u;
    }
    printf(" answer ");
    for (ssize_t i = 0; i < size; ++i) printf("%02x", answer[i]);
  }
}

#endif
