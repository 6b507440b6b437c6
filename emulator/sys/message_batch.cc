#include "emulator/sys/message_batch.h"

#include <algorithm>
#include <cerrno>

#include "emulator/sys/system_error.h"

namespace keyrace {

MessageBatch::MessageBatch(std::size_t size, int flags)
    : size_(size),
      flags_(flags),
      octets_(std::make_unique_for_overwrite<std::uint8_t[]>(kAtOnce * size)),
      slots_(kAtOnce),
      headers_(kAtOnce) {}

// How many; -1 and errno as recvmmsg.
int MessageBatch::receive(int socket) {
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    Slot& slot = slots_[i];
    slot.data = {octets_.get() + i * size_, size_};
    headers_[i].msg_hdr = {};
    headers_[i].msg_hdr.msg_iov = &slot.data;
    headers_[i].msg_hdr.msg_iovlen = 1;
    headers_[i].msg_hdr.msg_control = slot.control.data();
    headers_[i].msg_hdr.msg_controllen = slot.control.size();
  }
  return recvmmsg(socket, headers_.data(), kAtOnce, MSG_TRUNC | flags_, nullptr);
}

void MessageBatch::receive_all(int socket, const std::string& attempt,
                               const std::function<void(const ReceivedMessage&)>& each) {
  std::size_t count = kAtOnce;
  while (count == kAtOnce) {  // fewer: there were no more
    const int got = receive(socket);
    if (got < 0 && (errno == EAGAIN || errno == ENETDOWN)) return;
    count = static_cast<std::size_t>(check(attempt, got));
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t length = headers_[i].msg_len;
      each({{octets_.get() + i * size_, std::min<std::size_t>(length, size_)},
            length,
            nanoseconds(control_of<timespec>(headers_[i].msg_hdr, SOL_SOCKET, SCM_TIMESTAMPNS)),
            &headers_[i].msg_hdr});
    }
  }
}

}  // namespace keyrace
