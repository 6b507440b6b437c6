// What a socket has received, many messages in one system call: in the guest a call costs more than
// all that is done with a message.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace keyrace {

struct ReceivedMessage {
  std::span<const std::uint8_t> octets;  // as many as there was room for
  std::uint32_t length;                  // of the whole message
  // CLOCK_REALTIME when the kernel got it; 0 for a socket without SO_TIMESTAMPNS.
  std::uint64_t realtime_ns;
  msghdr* header;  // for what else came with it (CMSG_FIRSTHDR)
};

class MessageBatch {
 public:
  // size: the octets of a message that are kept. flags: of recvmmsg, such as MSG_ERRQUEUE.
  explicit MessageBatch(std::size_t size, int flags = 0);

  // Each message that is there, in order, without waiting for more; of a non-blocking socket.
  // Nothing when the interface of a packet socket is down. Throws SystemError, which begins with
  // `attempt`.
  void receive_all(int socket, const char* attempt,
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
