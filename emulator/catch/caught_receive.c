#define _GNU_SOURCE
#include "emulator/catch/caught_receive.h"

#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "emulator/catch/stack_descriptor.h"
#include "emulator/catch/stack_memory.h"
#include "emulator/catch/stack_message.h"
#include "emulator/shim/kernel_socket.h"
#include "emulator/shim/refusal.h"

#define NOTHING_YET INT64_MIN /* the call is to be let go */

/* Where recvfrom's name is, if there is to be one. False: its size can't be read. */
static bool place_name(int memory, const uint64_t* a, struct stack_place* place) {
  socklen_t size = 0;
  place->name = a[4];
  if (a[4] != 0 && !stack_memory_read(memory, a[5], &size, sizeof size)) return false;
  place->name_size = size;
  return true;
}

static bool find_place(int memory, const struct notification* notification, size_t i,
                       struct stack_place* place) {
  const uint64_t* a = notification->arguments;
  *place = (struct stack_place){.shape = STACK_OCTETS, .address = a[1], .count = a[2]};
  switch (notification->call) {
    case SYS_read:
      return true;
    case SYS_readv:
      place->shape = STACK_PARTS;
      return true;
    case SYS_recvfrom:
      return place_name(memory, a, place);
  }
  place->shape = STACK_HEADER;
  place->address += i * sizeof(struct mmsghdr);
  return true;
}

static int flags_of(const struct notification* notification) {
  const uint64_t* a = notification->arguments;
  if (notification->call == SYS_recvmsg) return (int)a[2];
  const bool has = notification->call == SYS_recvfrom || notification->call == SYS_recvmmsg;
  return has ? (int)a[3] : 0;
}

/* The sizes that the kernel tells, where each call has them. */
static bool tell_sizes(int memory, const struct notification* notification,
                       const struct stack_place* place, const struct stack_message* message) {
  const struct msghdr* own = &message->own;
  if (notification->call == SYS_recvfrom) {
    return place->name == 0 || stack_memory_write(memory, notification->arguments[5],
                                                  &own->msg_namelen, sizeof own->msg_namelen);
  }
  if (place->shape != STACK_HEADER) return true;
  struct msghdr told = message->theirs;
  if (own->msg_name != NULL) told.msg_namelen = own->msg_namelen;
  told.msg_controllen = own->msg_controllen;
  told.msg_flags = own->msg_flags;
  return stack_memory_write(memory, place->address, &told, sizeof told);
}

/* recvmsg is this program's own, of the shim. */
static int64_t receive(int fd, int memory, const struct notification* notification, size_t i) {
  struct stack_place place;
  struct stack_message message;
  if (!find_place(memory, notification, i, &place)) return NOTHING_YET;
  if (!stack_message_prepare(memory, &place, &message)) return NOTHING_YET;
  int64_t result = recvmsg(fd, &message.own, flags_of(notification) | MSG_DONTWAIT);
  if (result < 0) {
    result = errno == EAGAIN ? NOTHING_YET : -errno;
  } else if (!stack_message_deliver(memory, &message, (size_t)result) ||
             !tell_sizes(memory, notification, &place, &message)) {
    result = -EFAULT;
  }
  stack_message_free(&message);
  return result;
}

/* What there is; the kernel, too, may return less than was asked for. */
static int64_t receive_many(int fd, int memory, const struct notification* notification) {
  const uint64_t header = notification->arguments[1];
  const uint32_t wanted = (uint32_t)notification->arguments[2];
  int64_t got = 0;
  for (; got < wanted; ++got) {
    const int64_t result = receive(fd, memory, notification, (size_t)got);
    if (result < 0 && got == 0) return result;
    if (result < 0) break;
    const unsigned length = (unsigned)result;
    stack_memory_write(
        memory, header + (uint64_t)got * sizeof(struct mmsghdr) + offsetof(struct mmsghdr, msg_len),
        &length, sizeof length);
  }
  return got;
}

static int64_t receive_here(const struct notification* notification) {
  const int fd = stack_descriptor_duplicate(notification->thread, (int)notification->arguments[0]);
  const int memory = fd < 0 ? -1 : stack_memory_open(notification->thread);
  int64_t result = NOTHING_YET;
  if (memory >= 0 && notification_holds(notification) && kernel_socket_is(fd, NULL, 0)) {
    result = notification->call == SYS_recvmmsg ? receive_many(fd, memory, notification)
                                                : receive(fd, memory, notification, 0);
  }
  if (memory >= 0) close(memory);
  if (fd >= 0) close(fd);
  return result;
}

void caught_receive(const struct notification* notification) {
  const int64_t result = refusal_is_pending() ? receive_here(notification) : NOTHING_YET;
  if (result == NOTHING_YET) {
    notification_let_go(notification);
  } else {
    notification_answer(notification, result);
  }
}
