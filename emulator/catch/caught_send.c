#define _GNU_SOURCE
#include "emulator/catch/caught_send.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "emulator/catch/stack_descriptor.h"
#include "emulator/catch/stack_memory.h"
#include "emulator/catch/stack_message.h"
#include "emulator/shim/detached_thread.h"
#include "emulator/shim/kernel_socket.h"
#include "emulator/shim/pass.h"

/* What a request needs of its thread's stack (pass.c), and more. */
#define THREAD_STACK_OCTETS (256u * 1024u)

struct caught {
  struct notification notification;
  int memory;
  size_t count; /* of messages; 1 unless it is sendmmsg */
  struct stack_message* messages;
};

static void discard(struct caught* caught) {
  for (size_t i = 0; i < caught->count; ++i) stack_message_free(&caught->messages[i]);
  free(caught->messages);
  if (caught->memory >= 0) close(caught->memory);
  free(caught);
}

static struct stack_place place_of(const struct notification* notification, size_t i) {
  const uint64_t* a = notification->arguments;
  switch (notification->call) {
    case SYS_write:
      return (struct stack_place){.shape = STACK_OCTETS, .address = a[1], .count = a[2]};
    case SYS_writev:
      return (struct stack_place){.shape = STACK_PARTS, .address = a[1], .count = a[2]};
    case SYS_sendto:
      return (struct stack_place){.shape = STACK_OCTETS,
                                  .address = a[1],
                                  .count = a[2],
                                  .name = a[4],
                                  .name_size = (uint32_t)a[5]};
  }
  return (struct stack_place){.shape = STACK_HEADER, .address = a[1] + i * sizeof(struct mmsghdr)};
}

static bool fetch(struct caught* caught) {
  const bool many = caught->notification.call == SYS_sendmmsg;
  const size_t wanted = many ? (uint32_t)caught->notification.arguments[2] : 1;
  caught->memory = stack_memory_open(caught->notification.thread);
  if (caught->memory < 0 || wanted > IOV_MAX) return false;
  caught->messages = calloc(wanted + 1, sizeof *caught->messages);
  while (caught->messages != NULL && caught->count < wanted) {
    const struct stack_place place = place_of(&caught->notification, caught->count);
    struct stack_message* message = &caught->messages[caught->count];
    if (!stack_message_prepare(caught->memory, &place, message)) return false;
    ++caught->count;
    if (!stack_message_fetch(caught->memory, message)) return false;
  }
  return caught->messages != NULL && notification_holds(&caught->notification);
}

static struct scatter bytes_of(const struct stack_message* message) {
  return (struct scatter){.parts = &message->whole, .count = 1};
}

static struct send_call call_of(const struct notification* notification, int fd,
                                const struct stack_message* message) {
  const uint64_t* a = notification->arguments;
  struct send_call call = {.fd = fd,
                           .bytes = bytes_of(message),
                           .to = message->own.msg_name,
                           .to_size = message->own.msg_namelen,
                           .message = &message->own};
  switch (notification->call) {
    case SYS_write:
      call.way = SEND_BY_WRITE;
      break;
    case SYS_writev:
      call.way = SEND_BY_WRITEV;
      break;
    case SYS_sendto:
      call.way = SEND_BY_SENDTO;
      call.flags = (int)a[3];
      break;
    case SYS_sendmsg:
      call.way = SEND_BY_SENDMSG;
      call.flags = (int)a[2];
      break;
    case SYS_sendmmsg:
      call.way = SEND_BY_SENDMSG;
      call.flags = (int)a[3];
      break;
  }
  return call;
}

/* Before the descriptor is known. */
static bool concerns(const struct caught* caught) {
  for (size_t i = 0; i < caught->count; ++i) {
    const struct send_call call = call_of(&caught->notification, -1, &caught->messages[i]);
    if (pass_concerns(&call)) return true;
  }
  return false;
}

/* Netlink to the kernel, or a handshake message through a packet socket: neither blocks. */
static bool is_for_the_shim(const struct send_call* call) {
  return kernel_socket_is(call->fd, call->to, call->to_size) ||
         (call->to != NULL && call->to->sa_family == AF_PACKET);
}

static ssize_t send_one(const struct send_call* call) {
  const ssize_t result = pass_concerns(call) ? pass_send(call) : send_call_make(call, &call->bytes);
  return result < 0 ? -errno : result;
}

/* As the kernel does it (__sys_sendmmsg): an error counts only for the first. */
static ssize_t send_many(const struct caught* caught, int fd) {
  size_t sent = 0;
  for (; sent < caught->count; ++sent) {
    const struct send_call call = call_of(&caught->notification, fd, &caught->messages[sent]);
    const ssize_t result = send_one(&call);
    if (result < 0 && sent == 0) return result;
    if (result < 0) break;
    const unsigned length = (unsigned)result;
    const uint64_t header = place_of(&caught->notification, sent).address;
    stack_memory_write(caught->memory, header + offsetof(struct mmsghdr, msg_len), &length,
                       sizeof length);
  }
  return (ssize_t)sent;
}

static void* make(void* argument) {
  struct caught* caught = argument;
  const struct notification* notification = &caught->notification;
  const int fd = stack_descriptor_duplicate(notification->thread, (int)notification->arguments[0]);
  const struct send_call call = call_of(notification, fd, &caught->messages[0]);
  if (fd < 0 || !notification_holds(notification) || !is_for_the_shim(&call)) {
    notification_let_go(notification);
  } else if (notification->call == SYS_sendmmsg) {
    notification_answer(notification, send_many(caught, fd));
  } else {
    notification_answer(notification, send_one(&call));
  }
  if (fd >= 0) close(fd);
  discard(caught);
  return NULL;
}

void caught_send(const struct notification* notification) {
  struct caught* caught = calloc(1, sizeof *caught);
  if (caught == NULL) {
    notification_let_go(notification);
    return;
  }
  caught->notification = *notification;
  caught->memory = -1;
  if (!fetch(caught) || !concerns(caught)) {
    notification_let_go(notification);
    discard(caught);
  } else if (detached_thread_start(make, caught, THREAD_STACK_OCTETS) != 0) {
    make(caught); /* there can be no more threads */
  }
}
