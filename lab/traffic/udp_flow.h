// One flow of UDP datagrams at a constant rate from one node to another, inside the guest.
// Everything sent and received is kept and becomes traffic.jsonl.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "emulator/sys/event_loop.h"
#include "emulator/sys/net_namespace.h"
#include "lab/evidence/traffic_log.h"
#include "lab/scenario/scenario.h"

namespace keyrace {

class UdpFlow {
 public:
  struct Endpoint {
    const NetNamespace& network;
    std::string address;  // IPv4
  };

  // Opens both ends; sends nothing yet.
  UdpFlow(EventLoop& loop, std::uint32_t number, const Flow& flow, const Endpoint& source,
          const Endpoint& destination);

  // Sends from `begin` until just before `end`; what is on its way then is still received.
  void start(MonotonicTime begin, MonotonicTime end);

  const std::vector<TrafficRecord>& records() const { return records_; }

 private:
  void send_at(MonotonicTime when);
  void send_one();
  void receive_all();

  EventLoop& loop_;
  std::uint32_t number_;
  std::string sta_;
  MonotonicTime interval_;
  std::vector<std::uint8_t> payload_;
  UniqueFd sender_;
  UniqueFd receiver_;
  MonotonicTime begin_{0};
  MonotonicTime end_{0};
  std::uint64_t arrivals_ = 0;
  std::vector<TrafficRecord> records_;  // index: sequence number - 1
};

}  // namespace keyrace
