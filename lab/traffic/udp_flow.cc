#include "lab/traffic/udp_flow.h"

#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <string>

#include "emulator/sys/socket_option.h"
#include "emulator/sys/system_error.h"
#include "lab/traffic/flow_socket.h"

namespace keyrace {
namespace {

// Of a datagram no more is looked at.
constexpr std::size_t kKept = Datagram::kSize;

// What is sent ahead at a time; less than the queue holds (Rtnl::pace), and than it looks ahead.
constexpr std::size_t kMostAhead = 256;
constexpr std::chrono::seconds kLongestAhead{1};

UniqueFd open_sender(std::uint32_t number, const RunningFlow::Ends& ends) {
  UniqueFd sender = flow_socket(ends.source, SOCK_DGRAM);
  // Matters where everybody is meant.
  set_socket_option(sender.get(), SOL_SOCKET, SO_BROADCAST, "SO_BROADCAST", 1);
  const sockaddr_in to = flow_address(ends.address, number);
  check("connect flow's sender", connect(sender.get(), generic(to), sizeof to));
  return sender;
}

UniqueFd open_receiver(std::uint32_t number, const NetNamespace& network) {
  UniqueFd receiver = flow_socket(network, SOCK_DGRAM);
  set_socket_option(receiver.get(), SOL_SOCKET, SO_TIMESTAMPNS, "SO_TIMESTAMPNS", 1);
  set_socket_option(receiver.get(), SOL_SOCKET, SO_RCVBUFFORCE, "SO_RCVBUFFORCE", kAmpleBuffer);
  const sockaddr_in here = any_flow_address(number);
  check("bind flow's receiver", bind(receiver.get(), generic(here), sizeof here));
  return receiver;
}

// What is not the link's doing must not look so.
void check_nothing_dropped(int receiver) {
  std::array<std::uint32_t, SK_MEMINFO_VARS> info{};
  socklen_t size = sizeof info;
  check("getsockopt SO_MEMINFO", getsockopt(receiver, SOL_SOCKET, SO_MEMINFO, info.data(), &size));
  if (info[SK_MEMINFO_DROPS] == 0) return;
  throw SystemError("receive a flow's datagrams",
                    std::to_string(info[SK_MEMINFO_DROPS]) + " came too fast and were dropped");
}

}  // namespace

UdpFlow::UdpFlow(EventLoop& loop, std::uint32_t number, const Flow& flow, const Ends& ends)
    : loop_(loop),
      number_(number),
      burst_(flow.burst),
      interval_(MonotonicTime(std::chrono::seconds(1)) * flow.burst / flow.rate),
      sender_(open_sender(number, ends), static_cast<std::size_t>(flow.size), ends.paced),
      batch_(kKept),
      realtime_offset_ns_(static_cast<std::uint64_t>(realtime_offset().count())) {
  for (const auto& end : ends.receivers) {
    const std::size_t index = receivers_.size();
    receivers_.push_back({end.sta, open_receiver(number, end.network)});
    loop_.watch_in_batches(receivers_.back().socket.get(), [this, index] { receive_all(index); });
  }
}

void UdpFlow::start(MonotonicTime begin, MonotonicTime end) {
  begin_ = begin;
  end_ = end;
  if (begin < end) loop_.at(begin, [this] { send_some(); });
}

void UdpFlow::send_some() {
  note_departures();
  const MonotonicTime limit = next_burst() + kLongestAhead;
  do {
    add_burst();
  } while (sender_.ahead() && sender_.waiting() < kMostAhead &&
           next_burst() < std::min(limit, end_));
  sender_.send();
  if (next_burst() < end_) loop_.at(next_burst(), [this] { send_some(); });
}

void UdpFlow::add_burst() {
  const MonotonicTime when = sender_.ahead() ? next_burst() : monotonic_now();
  for (int i = 0; i < burst_; ++i) {
    const Datagram datagram{number_, ++sent_, static_cast<std::uint64_t>(when.count())};
    sender_.add(datagram);
    for (const Receiver& receiver : receivers_) {
      TrafficRecord record;
      record.flow = number_;
      record.sta = receiver.sta;
      record.sequence = datagram.sequence;
      record.sent_ns = datagram.sent_ns;
      records_.push_back(record);
    }
  }
  ++bursts_;
}

// The kernel may be busy when a datagram's time has come; what counts is when it was on its way.
void UdpFlow::note_departures() {
  if (!sender_.ahead()) return;
  sender_.take_departures([this](std::uint32_t place, std::uint64_t realtime_ns) {
    ++departed_;
    for (std::size_t i = 0; i < receivers_.size(); ++i) {
      TrafficRecord& record = records_.at(place * receivers_.size() + i);
      record.sent_ns = std::max(record.sent_ns, realtime_ns - realtime_offset_ns_);
    }
  });
}

void UdpFlow::receive_all(std::size_t receiver) {
  batch_.receive_all(receivers_[receiver].socket.get(), "receive a flow's datagrams",
                     [&](const ReceivedMessage& message) { note_received(receiver, message); });
}

void UdpFlow::note_received(std::size_t receiver, const ReceivedMessage& message) {
  const auto datagram = Datagram::read(message.octets);
  if (!datagram || datagram->sequence == 0 || datagram->sequence > sent_) return;
  TrafficRecord& record = records_[(datagram->sequence - 1) * receivers_.size() + receiver];
  if (record.copies++ > 0) return;
  record.received_ns = message.realtime_ns - realtime_offset_ns_;
  record.arrival = ++receivers_[receiver].arrivals;
}

void UdpFlow::finish() {
  note_departures();
  if (sender_.ahead() && departed_ != sent_) {
    throw SystemError("send a flow's datagrams", std::to_string(sent_ - departed_) + " of " +
                                                     std::to_string(sent_) +
                                                     " never left the node");
  }
  for (std::size_t i = 0; i < receivers_.size(); ++i) {
    receive_all(i);
    check_nothing_dropped(receivers_[i].socket.get());
  }
  // The two clocks have a resolution, the guest's of a quarter of a microsecond.
  for (TrafficRecord& record : records_) {
    if (record.received_ns) record.received_ns = std::max(record.sent_ns, *record.received_ns);
  }
}

}  // namespace keyrace
