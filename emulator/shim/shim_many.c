/* sendmmsg and recvmmsg. In a file of their own because <sys/socket.h> declares them only under
 * _GNU_SOURCE.
 */
#define _GNU_SOURCE
#include <sys/socket.h>

#include "emulator/shim/exported.h"
#include "emulator/shim/pass.h"
#include "emulator/shim/real_calls.h"
#include "emulator/shim/refusal.h"

static struct scatter bytes_of(const struct msghdr* header) {
  return exported_parts(header->msg_iov, header->msg_iovlen);
}

static bool any_concerns(const struct mmsghdr* messages, unsigned count) {
  for (unsigned i = 0; messages != NULL && i < count && i < IOV_MAX; ++i) {
    const struct msghdr* header = &messages[i].msg_hdr;
    const struct send_call call = {
        .bytes = bytes_of(header), .to = header->msg_name, .to_size = header->msg_namelen};
    if (pass_concerns(&call)) return true;
  }
  return false;
}

/* One by one, as the kernel itself does it (__sys_sendmmsg): an error counts only for the first. */
EXPORTED int sendmmsg(int fd, struct mmsghdr* messages, unsigned count, int flags) {
  if (!any_concerns(messages, count)) return real_calls()->sendmmsg(fd, messages, count, flags);
  unsigned sent = 0;
  for (; sent < count && sent < IOV_MAX; ++sent) {
    const ssize_t result = sendmsg(fd, &messages[sent].msg_hdr, flags);
    if (result < 0 && sent == 0) return -1;
    if (result < 0) break;
    messages[sent].msg_len = (unsigned)result;
  }
  return (int)sent;
}

EXPORTED int recvmmsg(int fd, struct mmsghdr* messages, unsigned count, int flags,
                      struct timespec* timeout) {
  const int got = real_calls()->recvmmsg(fd, messages, count, flags, timeout);
  for (int i = 0; i < got && refusal_is_pending(); ++i) {
    const struct scatter bytes = bytes_of(&messages[i].msg_hdr);
    refusal_correct(fd, &bytes, messages[i].msg_len, flags);
  }
  return got;
}
