#include "lab/guest/link_capture.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <vector>

#include "emulator/netlink/rtnl.h"
#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

constexpr int kBufferSize = 64 << 20;
constexpr std::size_t kMaxFrame = 8192;
constexpr unsigned kAtOnce = 16;

// RADIUS carries keys, hidden by a secret that is no secret.
std::ofstream open_for_owner(const std::string& path) {
  write_file(path, "", 0600);
  return std::ofstream(path, std::ios::binary | std::ios::app);
}

UniqueFd open_packet_socket(const std::string& name, std::uint32_t interface) {
  UniqueFd fd(check("open a packet socket",
                    socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ALL))));
  const int on = 1;
  check("SO_RCVBUFFORCE",
        setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, &kBufferSize, sizeof kBufferSize));
  check("SO_TIMESTAMPNS", setsockopt(fd.get(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on));
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(interface);
  check("bind to " + name,
        bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address));
  return fd;
}

// CLOCK_REALTIME at reception, from the message's SCM_TIMESTAMPNS.
std::uint64_t reception_time_ns(msghdr& message) {
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

// Frames that one system call takes: in the guest a call costs more than all that is done with one.
struct LinkCapture::Batch {
  struct Slot {
    alignas(cmsghdr) std::array<char, 256> control;
    std::array<std::uint8_t, kMaxFrame> frame;
    iovec data;
  };

  // How many; -1 and errno as recvmmsg.
  int receive(int socket) {
    for (std::size_t i = 0; i < kAtOnce; ++i) {
      Slot& slot = slots[i];
      slot.data = {slot.frame.data(), slot.frame.size()};
      messages[i].msg_hdr = {};
      messages[i].msg_hdr.msg_iov = &slot.data;
      messages[i].msg_hdr.msg_iovlen = 1;
      messages[i].msg_hdr.msg_control = slot.control.data();
      messages[i].msg_hdr.msg_controllen = slot.control.size();
    }
    return recvmmsg(socket, messages.data(), kAtOnce, MSG_TRUNC, nullptr);
  }

  std::array<mmsghdr, kAtOnce> messages;
  std::array<Slot, kAtOnce> slots;
};

LinkCapture::LinkCapture(EventLoop& loop, const std::string& interface, std::uint16_t link_type,
                         const std::string& output, const CaptureDescription& description)
    : loop_(loop),
      interface_(interface),
      link_type_(link_type),
      path_(output),
      stream_(open_for_owner(output)),
      writer_(stream_, description),
      batch_(std::make_unique<Batch>()) {
  writer_.add_interface(interface, link_type);
  Rtnl rtnl;
  socket_ = open_packet_socket(interface, rtnl.index_of(interface));
  rtnl.set_up(interface);
  loop_.watch(socket_.get(), [this] { take_frames(); });
}

LinkCapture::~LinkCapture() = default;

std::uint32_t LinkCapture::add_interface(const std::string& name, const std::string& description) {
  return writer_.add_interface(name, link_type_, description);
}

void LinkCapture::take_frames() {
  std::size_t count = kAtOnce;
  while (count == kAtOnce) {  // fewer: there were no more
    const int got = batch_->receive(socket_.get());
    if (got < 0 && (errno == EAGAIN || errno == ENETDOWN)) return;
    count = static_cast<std::size_t>(check("capture from " + interface_, got));
    for (std::size_t i = 0; i < count; ++i) {
      mmsghdr& message = batch_->messages[i];
      const ByteSpan packet =
          ByteSpan(batch_->slots[i].frame).first(std::min<std::size_t>(message.msg_len, kMaxFrame));
      writer_.write_packet(reception_time_ns(message.msg_hdr), packet, message.msg_len, {},
                           interface_of_ ? interface_of_(packet) : 0);
      if (observer_) observer_(packet);
    }
  }
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
