#define _GNU_SOURCE
#include "emulator/catch/stack_message.h"

#include <limits.h>
#include <stdlib.h>

#include "emulator/catch/stack_memory.h"

static uint64_t address_of(const void* theirs) {
  return (uint64_t)(uintptr_t)theirs;
}

static void* pointer_to(uint64_t address) {
  return (void*)(uintptr_t)address;
}

static bool find(int memory, const struct stack_place* place, struct msghdr* theirs) {
  *theirs = (struct msghdr){.msg_name = pointer_to(place->name),
                            .msg_namelen = (socklen_t)place->name_size,
                            .msg_iov = pointer_to(place->address),
                            .msg_iovlen = place->shape == STACK_PARTS ? place->count : 1};
  if (place->shape == STACK_HEADER) {
    return stack_memory_read(memory, place->address, theirs, sizeof *theirs);
  }
  return true;
}

static bool list_parts(int memory, const struct stack_place* place, struct stack_message* message) {
  const size_t count = message->theirs.msg_iovlen;
  if (count > IOV_MAX) return false;
  message->parts = calloc(count + 1, sizeof *message->parts);
  if (message->parts == NULL) return false;
  if (place->shape == STACK_OCTETS) {
    *message->parts =
        (struct iovec){.iov_base = pointer_to(place->address), .iov_len = place->count};
    return true;
  }
  return stack_memory_read(memory, address_of(message->theirs.msg_iov), message->parts,
                           count * sizeof *message->parts);
}

static bool add_up(struct stack_message* message) {
  const struct msghdr* theirs = &message->theirs;
  for (size_t i = 0; i < theirs->msg_iovlen; ++i) {
    if (message->parts[i].iov_len > STACK_MESSAGE_OCTETS - message->whole.iov_len) return false;
    message->whole.iov_len += message->parts[i].iov_len;
  }
  return theirs->msg_namelen <= sizeof message->name &&
         theirs->msg_controllen <= STACK_MESSAGE_OCTETS;
}

/* A NULL of theirs is one of ours; what is empty has room all the same. */
static bool make_room(struct stack_message* message) {
  const struct msghdr* theirs = &message->theirs;
  message->own = (struct msghdr){.msg_iov = &message->whole, .msg_iovlen = 1};
  message->whole.iov_base = calloc(1, message->whole.iov_len + 1);
  if (message->whole.iov_base == NULL) return false;
  if (theirs->msg_name != NULL) {
    message->own.msg_name = &message->name;
    message->own.msg_namelen = theirs->msg_namelen;
  }
  if (theirs->msg_control == NULL) return true;
  message->own.msg_control = calloc(1, theirs->msg_controllen + 1);
  message->own.msg_controllen = theirs->msg_controllen;
  return message->own.msg_control != NULL;
}

bool stack_message_prepare(int memory, const struct stack_place* place,
                           struct stack_message* message) {
  *message = (struct stack_message){.parts = NULL};
  if (find(memory, place, &message->theirs) && list_parts(memory, place, message) &&
      add_up(message) && make_room(message)) {
    return true;
  }
  stack_message_free(message);
  return false;
}

bool stack_message_fetch(int memory, struct stack_message* message) {
  const struct msghdr* theirs = &message->theirs;
  uint8_t* at = message->whole.iov_base;
  for (size_t i = 0; i < theirs->msg_iovlen; at += message->parts[i++].iov_len) {
    const struct iovec* part = &message->parts[i];
    if (!stack_memory_read(memory, address_of(part->iov_base), at, part->iov_len)) return false;
  }
  return stack_memory_read(memory, address_of(theirs->msg_name), message->own.msg_name,
                           message->own.msg_namelen) &&
         stack_memory_read(memory, address_of(theirs->msg_control), message->own.msg_control,
                           message->own.msg_controllen);
}

static size_t lesser(size_t a, size_t b) {
  return a < b ? a : b;
}

bool stack_message_deliver(int memory, const struct stack_message* message, size_t size) {
  const struct msghdr* theirs = &message->theirs;
  const uint8_t* at = message->whole.iov_base;
  for (size_t i = 0; i < theirs->msg_iovlen && size > 0; ++i) {
    const struct iovec* part = &message->parts[i];
    const size_t here = lesser(part->iov_len, size);
    if (!stack_memory_write(memory, address_of(part->iov_base), at, here)) return false;
    at += here;
    size -= here;
  }
  return stack_memory_write(memory, address_of(theirs->msg_name), message->own.msg_name,
                            lesser(theirs->msg_namelen, message->own.msg_namelen)) &&
         stack_memory_write(memory, address_of(theirs->msg_control), message->own.msg_control,
                            message->own.msg_controllen);
}

void stack_message_free(struct stack_message* message) {
  free(message->parts);
  free(message->whole.iov_base);
  free(message->own.msg_control);
  message->parts = NULL;
}
