// Sends a flow's datagrams, many in one system call, and, where the interface keeps each until its
// time (Rtnl::pace), ahead of time: a datagram then costs no turn of the loop. Called by UdpFlow.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "emulator/sys/message_batch.h"
#include "emulator/sys/unique_fd.h"
#include "lab/traffic/datagram.h"

namespace keyrace {

class DatagramSender {
 public:
  // socket: connected. size: octets of a payload, at least Datagram::kSize.
  DatagramSender(UniqueFd socket, std::size_t size, bool ahead);

  bool ahead() const { return ahead_; }

  // Where it is sent ahead, it leaves at its sent_ns, or as soon then as the kernel comes to it.
  void add(const Datagram& datagram);
  std::size_t waiting() const { return payloads_.size() / size_; }
  // Sends what was added. What a full queue refuses is lost, as on a real PC.
  void send();

  // Calls back for each datagram that was sent ahead and has left since the last call: its place
  // among all that were added, from 0, and when (CLOCK_REALTIME). Those that a queue dropped never
  // left.
  using Departure = std::function<void(std::uint32_t place, std::uint64_t realtime_ns)>;
  void take_departures(const Departure& each);

 private:
  struct Control {
    alignas(cmsghdr) char space[CMSG_SPACE(sizeof(std::uint64_t))];
  };

  UniqueFd socket_;
  std::size_t size_;
  bool ahead_;
  std::vector<std::uint8_t> payloads_;
  std::vector<Control> controls_;
  MessageBatch departed_;
};

}  // namespace keyrace
