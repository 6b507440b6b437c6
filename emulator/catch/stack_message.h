/* The message of a call that sends or receives: where it lies in the stack's memory, and a copy of
 * our own in one piece.
 *
 *   sendmsg, recvmsg     header -> name, parts -> octets, control
 *   writev, readv                  parts -> octets
 *   write, sendto, ...   name, octets
 */
#ifndef KEYRACE_EMULATOR_CATCH_STACK_MESSAGE_H
#define KEYRACE_EMULATOR_CATCH_STACK_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>

/* More than a netlink socket takes (net.core.wmem_max), unless somebody has raised that. */
#define STACK_MESSAGE_OCTETS (256u * 1024u)

enum stack_shape { STACK_HEADER, STACK_PARTS, STACK_OCTETS };

struct stack_place {
  enum stack_shape shape;
  uint64_t address; /* of the msghdr, the first iovec, the first octet */
  uint64_t count;   /* parts, octets */
  uint64_t name;    /* octets only; 0: none */
  uint64_t name_size;
};

struct stack_message {
  struct msghdr theirs; /* its pointers are addresses in the stack */
  struct iovec* parts;  /* the same, and the list is ours */
  struct msghdr own;    /* name, one part and control, of the same sizes */
  struct iovec whole;
  struct sockaddr_storage name;
};

/* With room, but no octets yet. False, and nothing to be freed: the kernel would refuse the call,
 * too, or the message has more than STACK_MESSAGE_OCTETS.
 */
bool stack_message_prepare(int memory, const struct stack_place* place,
                           struct stack_message* message);

/* What is to be sent, into our own. False: it can't be read there. */
bool stack_message_fetch(int memory, struct stack_message* message);

/* What our own has received, `size` octets, into theirs, where only the octets, name and control
 * data are written, not the header. False: it can't be written there.
 */
bool stack_message_deliver(int memory, const struct stack_message* message, size_t size);

void stack_message_free(struct stack_message* message);

#endif
