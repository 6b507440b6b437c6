#include "lab/guest/link_capture.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include "emulator/netlink/rtnl.h"
#include "emulator/sys/file.h"
#include "emulator/sys/socket_option.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

constexpr std::size_t kMaxFrame = 8192;

// RADIUS carries keys, hidden by a secret that is no secret.
std::ofstream open_for_owner(const std::string& path) {
  write_file(path, "", 0600);
  return std::ofstream(path, std::ios::binary | std::ios::app);
}

UniqueFd open_packet_socket(const std::string& name, std::uint32_t interface) {
  // Until it is bound to the interface it has no protocol, and so gets nothing of other interfaces.
  UniqueFd fd(
      check("open a packet socket", socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)));
  set_socket_option(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, "SO_RCVBUFFORCE", kAmpleBuffer);
  set_socket_option(fd.get(), SOL_SOCKET, SO_TIMESTAMPNS, "SO_TIMESTAMPNS", 1);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(interface);
  check("bind to " + name,
        bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address));
  return fd;
}

}  // namespace

LinkCapture::LinkCapture(EventLoop& loop, const std::string& interface, std::uint16_t link_type,
                         const std::string& output, const CaptureDescription& description)
    : loop_(loop),
      interface_(interface),
      link_type_(link_type),
      path_(output),
      stream_(open_for_owner(output)),
      writer_(stream_, description),
      batch_(kMaxFrame) {
  writer_.add_interface(interface, link_type);
  Rtnl rtnl;
  socket_ = open_packet_socket(interface, rtnl.index_of(interface));
  rtnl.set_up(interface);
  loop_.watch_in_batches(socket_.get(), [this] { take_frames(); });
}

std::uint32_t LinkCapture::add_interface(const std::string& name, const std::string& description) {
  return writer_.add_interface(name, link_type_, description);
}

void LinkCapture::observe(std::function<void(std::span<const std::uint8_t>)> observer) {
  observer_ = std::move(observer);
  loop_.unwatch(socket_.get());
  loop_.watch(socket_.get(), [this] { take_frames(); });
}

void LinkCapture::take_frames() {
  batch_.receive_all(socket_.get(), "capture from " + interface_,
                     [this](const ReceivedMessage& frame) {
                       writer_.write_packet(frame.realtime_ns, frame.octets, frame.length, {},
                                            interface_of_ ? interface_of_(frame.octets) : 0);
                       if (observer_) observer_(frame.octets);
                     });
}

void LinkCapture::finish() {
  loop_.unwatch(socket_.get());
  take_frames();
  tpacket_stats statistics{};
  socklen_t size = sizeof statistics;
  check("read the capture's statistics",
        getsockopt(socket_.get(), SOL_PACKET, PACKET_STATISTICS, &statistics, &size));
  if (statistics.tp_drops > 0) {
    throw SystemError("capture from " + interface_,
                      std::to_string(statistics.tp_drops) + " frames were dropped");
  }
  stream_.close();
  if (!stream_) throw SystemError("write " + path_, "the file could not be written completely");
}

}  // namespace keyrace
