#include "emulator/sys/message_batch.h"

#include <time.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

std::uint64_t realtime_ns(msghdr& message) {
  timespec time{};
  for (cmsghdr* control = CMSG_FIRSTHDR(&message); control;
       control = CMSG_NXTHDR(&message, control)) {
    if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_TIMESTAMPNS) {
      std::memcpy(&time, CMSG_DATA(control), sizeof time);
    }
  }
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(time.tv_nsec);
}

}  // namespace

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

void MessageBatch::receive_all(int socket, const char* attempt,
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
            realtime_ns(headers_[i].msg_hdr),
            &headers_[i].msg_hdr});
    }
  }
}

}  // namespace keyrace
