// What a socket has received, many messages in one system call: in the guest a call costs more than
// all that is done with a message.
#pragma once

#include <sys/socket.h>
#include <time.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace keyrace {

struct ReceivedMessage {
  std::span<const std::uint8_t> octets;  // as many as there was room for
  std::uint32_t length;                  // of the whole message
  // CLOCK_REALTIME when the kernel got it; 0 for a socket without SO_TIMESTAMPNS.
  std::uint64_t realtime_ns;
  msghdr* header;  // for control_of
};

// What came with a message beside its octets; zeros where there is nothing of this kind.
template <typename Value>
Value control_of(msghdr& message, int level, int type) {
  Value value{};
  for (cmsghdr* control = CMSG_FIRSTHDR(&message); control;
       control = CMSG_NXTHDR(&message, control)) {
    if (control->cmsg_level == level && control->cmsg_type == type) {
      std::memcpy(&value, CMSG_DATA(control), sizeof value);
    }
  }
  return value;
}

inline std::uint64_t nanoseconds(const timespec& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(time.tv_nsec);
}

class MessageBatch {
 public:
  // size: the octets of a message that are kept. flags: of recvmmsg, such as MSG_ERRQUEUE.
  explicit MessageBatch(std::size_t size, int flags = 0);

  // Each message that is there, in order, without waiting for more; of a non-blocking socket.
  // Nothing when the interface of a packet socket is down. Throws SystemError, which begins with
  // `attempt`.
  void receive_all(int socket, const std::string& attempt,
                   const std::function<void(const ReceivedMessage&)>& each);

 private:
  static constexpr std::size_t kAtOnce = 32;

  struct Slot {
    alignas(cmsghdr) std::array<char, 256> control;
    iovec data;
  };

  int receive(int socket);

  std::size_t size_;
  int flags_;
  // Pages that no message has reached are never touched.
  std::unique_ptr<std::uint8_t[]> octets_;
  std::vector<Slot> slots_;
  std::vector<mmsghdr> headers_;
};

}  // namespace keyrace
