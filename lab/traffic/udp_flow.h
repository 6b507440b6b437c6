// One flow of UDP datagrams at a constant rate, or in bursts, from one node to another, or from the
// PC to every STA, inside the guest. Everything sent and received is kept and becomes
// traffic.jsonl.
#pragma once

#include "lab/dot11/bytes.h"
#include "lab/traffic/running_flow.h"

namespace keyrace {

class UdpFlow : public RunningFlow {
 public:
  UdpFlow(EventLoop& loop, std::uint32_t number, const Flow& flow, const Ends& ends);

  void start(MonotonicTime begin, MonotonicTime end) override;
  void finish() override;
  const std::vector<TrafficRecord>& records() const override { return records_; }
  std::optional<TcpConnection> connection() const override { return std::nullopt; }

 private:
  struct Receiver {
    std::string sta;
    UniqueFd socket;
    std::uint64_t arrivals = 0;
  };

  void send_burst_at(MonotonicTime when);
  void send_burst();
  void send_one();
  void receive_all(std::size_t receiver);
  void note_received(std::size_t receiver, ByteSpan payload, MonotonicTime now);

  EventLoop& loop_;
  std::uint32_t number_;
  int burst_;
  MonotonicTime interval_;  // from one burst to the next
  std::vector<std::uint8_t> payload_;
  UniqueFd sender_;
  std::vector<Receiver> receivers_;
  MonotonicTime begin_{0};
  MonotonicTime end_{0};
  std::int64_t bursts_ = 0;
  std::uint64_t sent_ = 0;
  std::vector<TrafficRecord> records_;  // one for each receiver, by sequence number
};

}  // namespace keyrace
