// What became of each flow, from its own records: loss, duplicates, order and silence.
// Called by build_report; last arrow of the flow: verify -> report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lab/evidence/job.h"
#include "lab/evidence/traffic_log.h"
#include "lab/scenario/scenario.h"

namespace keyrace {

struct FlowReport {
  std::uint32_t n = 0;  // index in Scenario::traffic, as in frames.jsonl
  Protocol protocol = Protocol::kUdp;
  Direction direction = Direction::kDownlink;
  std::string sta;
  // Datagrams; of a TCP flow blocks, and `lost` are those that had not arrived when the run ended.
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  std::uint64_t lost = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t reordered = 0;
  // The longest time without an arrival, between the first one and the end of the run. Absent:
  // nothing arrived.
  std::optional<std::uint64_t> longest_gap_ns;
  std::optional<TcpConnection> tcp;  // TCP flows only
};

// Of each flow, in the order of sending, the records that one sent later overtook.
std::vector<const TrafficRecord*> overtaken(const std::vector<TrafficRecord>& traffic);

// One for each flow of the scenario, in its order.
std::vector<FlowReport> report_flows(const Scenario& scenario, const GuestSummary& guest,
                                     const std::vector<TrafficRecord>& traffic);

// A sentence for each TCP flow: what its users saw.
std::vector<std::string> tell_tcp_flows(const std::vector<FlowReport>& flows);

}  // namespace keyrace
