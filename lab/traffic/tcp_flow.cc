#include "lab/traffic/tcp_flow.h"

#include <linux/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "emulator/sys/socket_option.h"
#include "emulator/sys/system_error.h"
#include "lab/traffic/flow_socket.h"

namespace keyrace {
namespace {

// <netinet/tcp.h> has an older tcp_info, and can't be included beside the kernel's.
tcp_info connection_info(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  check("getsockopt TCP_INFO", getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size));
  return info;
}

}  // namespace

TcpFlow::TcpFlow(EventLoop& loop, std::uint32_t number, const Flow& flow, const Ends& ends)
    : loop_(loop),
      sta_(flow.sta),
      interval_(MonotonicTime(std::chrono::seconds(1)) / flow.rate),
      block_(static_cast<std::size_t>(flow.size)),
      to_(flow_address(ends.address, number)),
      listener_(flow_socket(ends.receivers.front().network, SOCK_STREAM)),
      sender_(flow_socket(ends.source, SOCK_STREAM)) {
  connection_.flow = number;
  set_socket_option(sender_.get(), IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY", 1);
  const sockaddr_in here = any_flow_address(number);
  check("bind flow's receiver", bind(listener_.get(), generic(here), sizeof here));
  check("listen for a flow", listen(listener_.get(), 1));
  loop_.watch(listener_.get(), [this] { accept_one(); });
}

void TcpFlow::start(MonotonicTime begin, MonotonicTime end) {
  begin_ = begin;
  end_ = end;
  loop_.at(begin, [this] { connect_now(); });
  send_block_at(begin);
}

void TcpFlow::connect_now() {
  if (connect(sender_.get(), generic(to_), sizeof to_) == 0 || errno == EINPROGRESS) return;
  note_error(errno);
}

void TcpFlow::accept_one() {
  const int accepted = accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  // The other end may have given up already.
  if (accepted < 0 && (errno == EAGAIN || errno == ECONNABORTED)) return;
  receiver_ = UniqueFd(check("accept a flow's connection", accepted));
  connection_.connected_ns = static_cast<std::uint64_t>(monotonic_now().count());
  loop_.watch(receiver_.get(), [this] { read_all(); });
}

void TcpFlow::send_block_at(MonotonicTime when) {
  if (when < end_) loop_.at(when, [this] { send_block(); });
}

void TcpFlow::send_block() {
  TrafficRecord record;
  record.flow = connection_.flow;
  record.sta = sta_;
  record.protocol = Protocol::kTcp;
  record.sequence = records_.size() + 1;
  record.sent_ns = static_cast<std::uint64_t>(monotonic_now().count());
  records_.push_back(record);
  write_backlog();
  send_block_at(begin_ + interval_ * static_cast<std::int64_t>(records_.size()));
}

void TcpFlow::write_backlog() {
  static constexpr std::array<std::uint8_t, 4096> kZeros{};
  while (connection_.error.empty()) {
    const std::uint64_t due = records_.size() * block_ - connection_.written;
    if (due == 0) return;
    // A block at a time, so that a segment is one where it can be.
    const std::size_t length = std::min<std::uint64_t>(due, block_);
    const ssize_t put = send(sender_.get(), kZeros.data(), length, MSG_NOSIGNAL);
    if (put < 0 && errno == EAGAIN) return;  // the next block's moment is the next try
    if (put < 0) return note_error(errno);
    connection_.written += static_cast<std::uint64_t>(put);
  }
}

void TcpFlow::read_all() {
  std::array<std::uint8_t, 16384> buffer{};
  for (;;) {
    const ssize_t got = recv(receiver_.get(), buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EAGAIN) break;
    if (got <= 0) {
      if (got < 0) note_error(errno);
      loop_.unwatch(receiver_.get());
      receiver_.reset();
      break;
    }
    connection_.read += static_cast<std::uint64_t>(got);
  }
  note_blocks_read();
}

void TcpFlow::note_blocks_read() {
  const auto now = static_cast<std::uint64_t>(monotonic_now().count());
  for (; (blocks_read_ + 1) * block_ <= connection_.read; ++blocks_read_) {
    TrafficRecord& record = records_[blocks_read_];
    record.received_ns = now;
    record.arrival = blocks_read_ + 1;
    record.copies = 1;
  }
}

void TcpFlow::note_error(int error) {
  if (connection_.error.empty()) connection_.error = std::strerror(error);
}

void TcpFlow::finish() {
  if (receiver_) read_all();
  const tcp_info info = connection_info(sender_.get());
  connection_.retransmissions = info.tcpi_total_retrans;
  // The SYN counts as an octet.
  connection_.acknowledged =
      info.tcpi_bytes_acked - std::min<std::uint64_t>(info.tcpi_bytes_acked, 1);
  int error = 0;
  socklen_t size = sizeof error;
  check("getsockopt SO_ERROR", getsockopt(sender_.get(), SOL_SOCKET, SO_ERROR, &error, &size));
  if (error != 0) note_error(error);
}

}  // namespace keyrace
