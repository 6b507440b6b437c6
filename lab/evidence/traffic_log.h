// traffic.jsonl: one line per datagram of each UDP flow, and per block of each TCP flow. Written by
// the guest, read by verify and report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lab/scenario/scenario.h"

namespace keyrace {

struct TrafficRecord {
  std::uint32_t flow = 0;  // index in Scenario::traffic
  std::string sta{};       // the flow's STA
  Protocol protocol = Protocol::kUdp;
  std::uint64_t sequence = 0;  // from 1
  std::uint64_t sent_ns = 0;   // guest's CLOCK_MONOTONIC; TCP: the block was due to be written
  // TCP: its last octet was read.
  std::optional<std::uint64_t> received_ns{};
  std::uint64_t arrival = 0;  // position in the order of first arrivals, from 1; 0: never arrived
  std::uint32_t copies = 0;   // how often it arrived
};

void write_traffic_log(const std::string& path, const std::vector<TrafficRecord>& records);
std::vector<TrafficRecord> read_traffic_log(const std::string& path);

}  // namespace keyrace
