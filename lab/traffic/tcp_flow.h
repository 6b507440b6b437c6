// One TCP connection of the kernels' own stacks from one node to another, inside the guest: blocks
// are written at a constant rate, whether the connection takes them at once or later. Nagle's
// algorithm is off, so that a block leaves when it is due.
// There is no rate "as fast as it goes": time on the air costs no virtual time, so that it would
// never end.
#pragma once

#include <netinet/in.h>

#include "lab/traffic/running_flow.h"

namespace keyrace {

class TcpFlow : public RunningFlow {
 public:
  TcpFlow(EventLoop& loop, std::uint32_t number, const Flow& flow, const Ends& ends);

  // Connects at `begin`.
  void start(MonotonicTime begin, MonotonicTime end) override;
  void finish() override;
  const std::vector<TrafficRecord>& records() const override { return records_; }
  std::optional<TcpConnection> connection() const override { return connection_; }

 private:
  void connect_now();
  void accept_one();
  void send_block_at(MonotonicTime when);
  void send_block();
  // As much of what is due as the connection takes.
  void write_backlog();
  void read_all();
  void note_blocks_read();
  // What ended the connection, the first time that it shows.
  void note_error(int error);

  EventLoop& loop_;
  std::string sta_;
  MonotonicTime interval_;  // from one block to the next
  std::size_t block_;       // octets
  sockaddr_in to_;
  UniqueFd listener_;
  UniqueFd sender_;
  UniqueFd receiver_;  // once accepted
  MonotonicTime begin_{0};
  MonotonicTime end_{0};
  TcpConnection connection_;
  std::vector<TrafficRecord> records_;  // index: sequence number - 1
  std::size_t blocks_read_ = 0;
};

}  // namespace keyrace
