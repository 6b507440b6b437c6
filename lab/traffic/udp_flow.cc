#include "lab/traffic/udp_flow.h"

#include <sys/socket.h>

#include <array>

#include "emulator/sys/system_error.h"
#include "lab/traffic/datagram.h"
#include "lab/traffic/flow_socket.h"

namespace keyrace {

UdpFlow::UdpFlow(EventLoop& loop, std::uint32_t number, const Flow& flow, const Ends& ends)
    : loop_(loop),
      number_(number),
      burst_(flow.burst),
      interval_(MonotonicTime(std::chrono::seconds(1)) * flow.burst / flow.rate),
      payload_(static_cast<std::size_t>(flow.size)),
      sender_(flow_socket(ends.source, SOCK_DGRAM)) {
  const sockaddr_in here = any_flow_address(number);
  for (const auto& end : ends.receivers) {
    const std::size_t index = receivers_.size();
    receivers_.push_back({end.sta, flow_socket(end.network, SOCK_DGRAM)});
    check("bind flow's receiver", bind(receivers_.back().socket.get(), generic(here), sizeof here));
    loop_.watch(receivers_.back().socket.get(), [this, index] { receive_all(index); });
  }
  const int on = 1;  // matters where everybody is meant
  check("setsockopt SO_BROADCAST",
        setsockopt(sender_.get(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on));
  const sockaddr_in to = flow_address(ends.address, number);
  check("connect flow's sender", connect(sender_.get(), generic(to), sizeof to));
}

void UdpFlow::start(MonotonicTime begin, MonotonicTime end) {
  begin_ = begin;
  end_ = end;
  send_burst_at(begin);
}

void UdpFlow::send_burst_at(MonotonicTime when) {
  if (when < end_) loop_.at(when, [this] { send_burst(); });
}

void UdpFlow::send_burst() {
  for (int i = 0; i < burst_; ++i) send_one();
  send_burst_at(begin_ + interval_ * ++bursts_);
}

void UdpFlow::send_one() {
  const Datagram datagram{number_, ++sent_, static_cast<std::uint64_t>(monotonic_now().count())};
  datagram.write(payload_);
  // A full queue loses the datagram as it would on a real PC; the record shows it as not received.
  (void)!send(sender_.get(), payload_.data(), payload_.size(), 0);
  for (const Receiver& receiver : receivers_) {
    TrafficRecord record;
    record.flow = number_;
    record.sta = receiver.sta;
    record.sequence = datagram.sequence;
    record.sent_ns = datagram.sent_ns;
    records_.push_back(record);
  }
}

void UdpFlow::receive_all(std::size_t receiver) {
  // Several in one system call, which in the guest costs more than all that is done with one.
  constexpr unsigned kAtOnce = 8;
  std::array<std::array<std::uint8_t, 2048>, kAtOnce> buffers;
  std::array<iovec, kAtOnce> data;
  std::array<mmsghdr, kAtOnce> messages{};
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    data[i] = {buffers[i].data(), buffers[i].size()};
    messages[i].msg_hdr.msg_iov = &data[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  std::size_t count = kAtOnce;
  while (count == kAtOnce) {  // fewer: there were no more
    const int socket = receivers_[receiver].socket.get();
    const int got = recvmmsg(socket, messages.data(), kAtOnce, 0, nullptr);
    if (got < 0 && errno == EAGAIN) return;
    count = static_cast<std::size_t>(check("receive a flow's datagrams", got));
    const MonotonicTime now = monotonic_now();
    for (std::size_t i = 0; i < count; ++i)
      note_received(receiver, ByteSpan(buffers[i]).first(messages[i].msg_len), now);
  }
}

void UdpFlow::note_received(std::size_t receiver, ByteSpan payload, MonotonicTime now) {
  const auto datagram = Datagram::read(payload);
  if (!datagram || datagram->sequence == 0 || datagram->sequence > sent_) return;
  TrafficRecord& record = records_[(datagram->sequence - 1) * receivers_.size() + receiver];
  if (record.copies++ > 0) return;
  record.received_ns = static_cast<std::uint64_t>(now.count());
  record.arrival = ++receivers_[receiver].arrivals;
}

void UdpFlow::finish() {
  for (std::size_t i = 0; i < receivers_.size(); ++i) receive_all(i);
}

}  // namespace keyrace
