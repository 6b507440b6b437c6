#include "lab/traffic/udp_flow.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>

#include "emulator/sys/system_error.h"
#include "lab/traffic/datagram.h"

namespace keyrace {
namespace {

constexpr std::uint16_t kFirstPort = 7000;  // plus the flow's number

sockaddr_in socket_address(const std::string& address, std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  inet_pton(AF_INET, address.c_str(), &result.sin_addr);
  return result;
}

UniqueFd udp_socket(const NetNamespace& network) {
  const NetNamespace::Scope scope(network);
  return UniqueFd(
      check("open a UDP socket", socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)));
}

const sockaddr* generic(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

}  // namespace

UdpFlow::UdpFlow(EventLoop& loop, std::uint32_t number, const Flow& flow, const Endpoint& source,
                 const Endpoint& destination)
    : loop_(loop),
      number_(number),
      sta_(flow.sta),
      interval_(std::chrono::nanoseconds(std::chrono::seconds(1)) / flow.rate),
      payload_(static_cast<std::size_t>(flow.size)),
      sender_(udp_socket(source.network)),
      receiver_(udp_socket(destination.network)) {
  const sockaddr_in to =
      socket_address(destination.address, static_cast<std::uint16_t>(kFirstPort + number));
  check("bind flow's receiver", bind(receiver_.get(), generic(to), sizeof to));
  check("connect flow's sender", connect(sender_.get(), generic(to), sizeof to));
  loop_.watch(receiver_.get(), [this] { receive_all(); });
}

void UdpFlow::start(MonotonicTime begin, MonotonicTime end) {
  begin_ = begin;
  end_ = end;
  send_at(begin);
}

void UdpFlow::send_at(MonotonicTime when) {
  if (when < end_) loop_.at(when, [this] { send_one(); });
}

void UdpFlow::send_one() {
  const Datagram datagram{number_, records_.size() + 1,
                          static_cast<std::uint64_t>(monotonic_now().count())};
  datagram.write(payload_);
  // A full queue loses the datagram as it would on a real PC; the record shows it as not received.
  (void)!send(sender_.get(), payload_.data(), payload_.size(), 0);
  TrafficRecord record;
  record.flow = number_;
  record.sta = sta_;
  record.sequence = datagram.sequence;
  record.sent_ns = datagram.sent_ns;
  records_.push_back(record);
  send_at(begin_ + interval_ * static_cast<std::int64_t>(records_.size()));
}

void UdpFlow::receive_all() {
  std::array<std::uint8_t, 2048> buffer{};
  for (;;) {
    const ssize_t got = recv(receiver_.get(), buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EAGAIN) return;
    check("receive a flow's datagram", got);
    const auto datagram = Datagram::read({buffer.data(), static_cast<std::size_t>(got)});
    if (!datagram || datagram->sequence > records_.size()) continue;
    TrafficRecord& record = records_[datagram->sequence - 1];
    if (record.copies++ > 0) continue;
    record.received_ns = static_cast<std::uint64_t>(monotonic_now().count());
    record.arrival = ++arrivals_;
  }
}

}  // namespace keyrace
