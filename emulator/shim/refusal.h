/* `fail`: the kernel is made to refuse a request, and its answer to give another reason.
 *
 * A request whose nlmsg_type no generic netlink family can have (they end at GENL_MAX_ID) is
 * answered with ENOENT and, as every refusal, with the request itself or its header, in full or
 * capped as the socket asks for (genl_rcv_msg, netlink_ack). So only two fields of the answer have
 * to be corrected when the stack receives it, or has a look at it (MSG_PEEK):
 *
 *   nlmsghdr | error: -ENOENT -> -errno | nlmsghdr of the request: nlmsg_type -> its family | ...
 *
 * A stack that gets at its answers in a way the shim does not see still sees a failure.
 */
#ifndef KEYRACE_EMULATOR_SHIM_REFUSAL_H
#define KEYRACE_EMULATOR_SHIM_REFUSAL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emulator/shim/scatter.h"

#define REFUSAL_TYPE 0xffffu

/* Read by every receiving call of the program; written only here. */
extern atomic_uint refusal_outstanding;

static inline bool refusal_is_pending(void) {
  return atomic_load_explicit(&refusal_outstanding, memory_order_acquire) != 0;
}

/* Before the send: the answer on `fd` to `message` (with its own nlmsg_type) shall be `error`, a
 * positive errno. If too many never came, the oldest is forgotten.
 */
uint64_t refusal_expect(int fd, const void* message, int error);

/* The send failed: there will be no answer. */
void refusal_cancel(uint64_t ticket);

/* Corrects what the program has just received: the first `size` octets of `bytes` (of which there
 * may be fewer, if it was cut), with the call's flags. Keeps errno.
 */
void refusal_correct(int fd, const struct scatter* bytes, size_t size, int flags);

#endif
