#define _GNU_SOURCE
#include "emulator/shim/refusal.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "emulator/shim/kernel_socket.h"
#include "emulator/shim/state_lock.h"

struct refusal {
  uint64_t ticket; /* 0: free */
  uint32_t port;   /* of the stack's socket */
  uint32_t sequence;
  uint16_t family;
  int error;
};

struct answer {
  struct nlmsghdr header;
  struct nlmsgerr body;
};

atomic_uint refusal_outstanding;
static struct refusal refusals[32];
static uint64_t tickets;

/* A socket that has no port yet is given one now, as its send would do it (netlink_autobind). */
static uint32_t port_of(int fd) {
  struct sockaddr_nl address = {.nl_family = AF_NETLINK};
  for (int attempt = 0; attempt < 2; ++attempt) {
    struct sockaddr_nl own;
    socklen_t size = sizeof own;
    if (getsockname(fd, (struct sockaddr*)&own, &size) != 0) return 0;
    if (own.nl_pid != 0) return own.nl_pid;
    bind(fd, (const struct sockaddr*)&address, sizeof address);
  }
  return 0;
}

static void forget(struct refusal* refusal) {
  if (refusal->ticket == 0) return;
  refusal->ticket = 0;
  atomic_fetch_sub_explicit(&refusal_outstanding, 1, memory_order_release);
}

uint64_t refusal_expect(int fd, const void* message, int error) {
  struct nlmsghdr header;
  memcpy(&header, message, sizeof header);
  const uint32_t port = port_of(fd);
  state_lock();
  struct refusal* oldest = &refusals[0];
  for (size_t i = 1; i < sizeof refusals / sizeof refusals[0]; ++i) {
    if (refusals[i].ticket < oldest->ticket) oldest = &refusals[i];
  }
  forget(oldest);
  *oldest = (struct refusal){.ticket = ++tickets,
                             .port = port,
                             .sequence = header.nlmsg_seq,
                             .family = header.nlmsg_type,
                             .error = error};
  const uint64_t ticket = oldest->ticket;
  atomic_fetch_add_explicit(&refusal_outstanding, 1, memory_order_release);
  state_unlock();
  return ticket;
}

void refusal_cancel(uint64_t ticket) {
  state_lock();
  for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; ++i) {
    if (refusals[i].ticket == ticket) forget(&refusals[i]);
  }
  state_unlock();
}

/* The kernel addresses an answer with the port and the sequence number of the request. */
static bool correct(struct answer* answer, bool stays_queued) {
  bool found = false;
  state_lock();
  for (size_t i = 0; i < sizeof refusals / sizeof refusals[0] && !found; ++i) {
    struct refusal* refusal = &refusals[i];
    if (refusal->ticket == 0 || refusal->sequence != answer->header.nlmsg_seq) continue;
    if (refusal->port != answer->header.nlmsg_pid) continue;
    found = true;
    answer->body.error = -refusal->error;
    answer->body.msg.nlmsg_type = refusal->family;
    if (!stays_queued) forget(refusal);
  }
  state_unlock();
  return found;
}

static bool is_refused(const struct answer* answer) {
  return answer->header.nlmsg_type == NLMSG_ERROR && answer->body.error == -ENOENT &&
         answer->body.msg.nlmsg_type == REFUSAL_TYPE;
}

/* System calls only for bytes that look like such an answer. One that was cut is corrected too, as
 * far as it came.
 */
void refusal_correct(int fd, const struct scatter* bytes, size_t size, int flags) {
  const int saved = errno;
  struct answer answer;
  size_t at = 0;
  while (at < size && size - at >= sizeof answer &&
         scatter_read(bytes, at, &answer, sizeof answer)) {
    if (is_refused(&answer) && kernel_socket_is(fd, NULL, 0) &&
        correct(&answer, (flags & MSG_PEEK) != 0)) {
      scatter_write(bytes, at, &answer, sizeof answer);
    }
    const size_t length = answer.header.nlmsg_len;
    if (length < sizeof answer.header || length > size - at) break;
    at += scatter_align_4(length);
  }
  errno = saved;
}
