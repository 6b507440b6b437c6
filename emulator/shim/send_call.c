#include "emulator/shim/send_call.h"

#include "emulator/shim/real_calls.h"

static ssize_t make_sendmsg(const struct send_call* call, const struct scatter* bytes) {
  struct msghdr message = *call->message;
  message.msg_iov = (struct iovec*)bytes->parts;
  message.msg_iovlen = bytes->count;
  return real_calls()->sendmsg(call->fd, &message, call->flags);
}

ssize_t send_call_make(const struct send_call* call, const struct scatter* bytes) {
  const struct real_calls* real = real_calls();
  const struct iovec* first = &bytes->parts[0];
  switch (call->way) {
    case SEND_BY_WRITE:
      return real->write(call->fd, first->iov_base, first->iov_len);
    case SEND_BY_WRITEV:
      return real->writev(call->fd, bytes->parts, (int)bytes->count);
    case SEND_BY_SEND:
      return real->send(call->fd, first->iov_base, first->iov_len, call->flags);
    case SEND_BY_SENDTO:
      return real->sendto(call->fd, first->iov_base, first->iov_len, call->flags, call->to,
                          call->to_size);
    case SEND_BY_SENDMSG:
      return make_sendmsg(call, bytes);
  }
  return -1;
}
