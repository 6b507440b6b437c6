// One flow of UDP datagrams at a constant rate, or in bursts, from one node to another, or from the
// PC to every STA, inside the guest. Everything sent and received is kept and becomes
// traffic.jsonl.
#pragma once

#include "emulator/sys/message_batch.h"
#include "lab/traffic/datagram_sender.h"
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

  MonotonicTime next_burst() const { return begin_ + interval_ * bursts_; }
  void send_some();
  void add_burst();
  void note_departures();
  void receive_all(std::size_t receiver);
  void note_received(std::size_t receiver, const ReceivedMessage& message);

  EventLoop& loop_;
  std::uint32_t number_;
  int burst_;
  MonotonicTime interval_;  // from one burst to the next
  DatagramSender sender_;
  std::vector<Receiver> receivers_;
  MessageBatch batch_;
  std::uint64_t realtime_offset_ns_;  // what the kernel's times are ahead of CLOCK_MONOTONIC
  MonotonicTime begin_{0};
  MonotonicTime end_{0};
  std::int64_t bursts_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t departed_ = 0;          // of those that were sent ahead
  std::vector<TrafficRecord> records_;  // one for each receiver, by sequence number
};

}  // namespace keyrace
