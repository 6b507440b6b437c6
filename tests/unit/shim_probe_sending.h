/* Part of shim_probe: the ways to send. Included once, under _GNU_SOURCE. */
#ifndef KEYRACE_TESTS_SHIM_PROBE_SENDING_H
#define KEYRACE_TESTS_SHIM_PROBE_SENDING_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "shim_probe_messages.h"

#define PIECE 7

enum target { GENERIC, ROUTE, LOCAL, PIPE, PACKET, NOTHING };

/* fds[0] to send on, fds[1] to read what came of it. */
static void open_target(enum target target, int fds[2]) {
  fds[0] = fds[1] = -1;
  switch (target) {
    case GENERIC:
      fds[0] = fds[1] = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
      break;
    case ROUTE:
      fds[0] = fds[1] = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
      break;
    case LOCAL: {
      int pair[2];
      if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) != 0) exit(3);
      fds[0] = pair[0];
      fds[1] = pair[1];
      break;
    }
    case PIPE: {
      int ends[2];
      if (pipe(ends) != 0) exit(3);
      fds[0] = ends[1];
      fds[1] = ends[0];
      break;
    }
    case PACKET:
      fds[0] = fds[1] = socket(AF_PACKET, SOCK_DGRAM, 0); /* receives nothing */
      break;
    case NOTHING:
      return;
  }
  if (fds[0] < 0 || fcntl(fds[1], F_SETFL, O_NONBLOCK) != 0) exit(3);
}

static void close_target(const int fds[2]) {
  if (fds[0] >= 0) close(fds[0]);
  if (fds[1] >= 0 && fds[1] != fds[0]) close(fds[1]);
}

static const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};

static ssize_t by_write(int fd, struct buffer* buffer) {
  return write(fd, buffer->bytes, buffer->size);
}

static ssize_t by_send(int fd, struct buffer* buffer) {
  return send(fd, buffer->bytes, buffer->size, 0);
}

static ssize_t by_send_out_of_band(int fd, struct buffer* buffer) {
  return send(fd, buffer->bytes, buffer->size, MSG_OOB);
}

static ssize_t by_sendto(int fd, struct buffer* buffer) {
  return sendto(fd, buffer->bytes, buffer->size, 0, (const struct sockaddr*)&kernel, sizeof kernel);
}

static ssize_t by_sendto_process(int fd, struct buffer* buffer) {
  const struct sockaddr_nl nobody = {.nl_family = AF_NETLINK, .nl_pid = 0x7ffffff0};
  return sendto(fd, buffer->bytes, buffer->size, 0, (const struct sockaddr*)&nobody, sizeof nobody);
}

/* On the loopback interface, where nobody listens for it. */
static ssize_t by_packet(int fd, struct buffer* buffer) {
  const struct sockaddr_ll to = {.sll_family = AF_PACKET,
                                 .sll_protocol = htons(ETH_P_PAE),
                                 .sll_ifindex = 1,
                                 .sll_halen = 6,
                                 .sll_addr = {2, 0, 0, 0, 1, 0xab}};
  return sendto(fd, buffer->bytes, buffer->size, 0, (const struct sockaddr*)&to, sizeof to);
}

static int cut(struct buffer* buffer, size_t piece, struct iovec* parts) {
  int count = 0;
  for (size_t at = 0; at < buffer->size; at += piece) {
    const size_t rest = buffer->size - at;
    parts[count].iov_base = buffer->bytes + at;
    parts[count++].iov_len = rest < piece ? rest : piece;
  }
  return count;
}

static ssize_t gathered(int fd, struct buffer* buffer, size_t piece, bool message) {
  struct iovec parts[sizeof buffer->bytes / PIECE + 1];
  const int count = cut(buffer, piece, parts);
  if (!message) return writev(fd, parts, count);
  const struct msghdr header = {.msg_name = (void*)&kernel,
                                .msg_namelen = sizeof kernel,
                                .msg_iov = parts,
                                .msg_iovlen = (size_t)count};
  return sendmsg(fd, &header, 0);
}

static ssize_t by_writev(int fd, struct buffer* buffer) {
  return gathered(fd, buffer, sizeof buffer->bytes, false);
}

static ssize_t by_writev_pieces(int fd, struct buffer* buffer) {
  return gathered(fd, buffer, PIECE, false);
}

static ssize_t by_sendmsg(int fd, struct buffer* buffer) {
  return gathered(fd, buffer, sizeof buffer->bytes, true);
}

static ssize_t by_sendmsg_pieces(int fd, struct buffer* buffer) {
  return gathered(fd, buffer, PIECE, true);
}

/* So often the same, and the results of each. */
static ssize_t many(int fd, struct buffer* buffer, unsigned count) {
  struct iovec whole = {.iov_base = buffer->bytes, .iov_len = buffer->size};
  struct mmsghdr messages[3];
  memset(messages, 0, sizeof messages);
  for (unsigned i = 0; i < 3; ++i) {
    messages[i].msg_hdr.msg_iov = &whole;
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  const int result = sendmmsg(fd, messages, count, 0);
  const int error = errno;
  printf("lengths %u %u %u ", messages[0].msg_len, messages[1].msg_len, messages[2].msg_len);
  errno = error;
  return result;
}

static ssize_t by_sendmmsg(int fd, struct buffer* buffer) {
  return many(fd, buffer, 1);
}

static ssize_t by_sendmmsg_twice(int fd, struct buffer* buffer) {
  return many(fd, buffer, 2);
}

static ssize_t by_sendmsg_unnamed(int fd, struct buffer* buffer) {
  struct iovec whole = {.iov_base = buffer->bytes, .iov_len = buffer->size};
  const struct msghdr header = {.msg_iov = &whole, .msg_iovlen = 1};
  return sendmsg(fd, &header, 0);
}

static const struct {
  const char* name;
  enum target target;
  ssize_t (*send)(int, struct buffer*);
} ways[] = {
    {"write", GENERIC, by_write},
    {"send", GENERIC, by_send},
    {"send-oob", GENERIC, by_send_out_of_band},
    {"sendto", GENERIC, by_sendto},
    {"sendto-process", GENERIC, by_sendto_process},
    {"writev", GENERIC, by_writev},
    {"writev-pieces", GENERIC, by_writev_pieces},
    {"sendmsg", GENERIC, by_sendmsg},
    {"sendmsg-pieces", GENERIC, by_sendmsg_pieces},
    {"sendmsg-unnamed", GENERIC, by_sendmsg_unnamed},
    {"sendmmsg", GENERIC, by_sendmmsg},
    {"sendmmsg-twice", GENERIC, by_sendmmsg_twice},
    {"route-send", ROUTE, by_send},
    {"local-send", LOCAL, by_send},
    {"local-write", LOCAL, by_write},
    {"local-sendmmsg", LOCAL, by_sendmmsg_twice},
    {"local-sendmsg", LOCAL, by_sendmsg_unnamed},
    {"pipe-write", PIPE, by_write},
    {"pipe-writev", PIPE, by_writev_pieces},
    {"pipe-send", PIPE, by_send},
    {"packet", PACKET, by_packet},
    {"nowhere-write", NOTHING, by_write},
    {"nowhere-sendmmsg", NOTHING, by_sendmmsg},
    {"nowhere-sendmsg", NOTHING, by_sendmsg},
};

#endif
