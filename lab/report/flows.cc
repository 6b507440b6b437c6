#include "lab/report/flows.h"

#include <algorithm>
#include <map>

#include "lab/report/spoken.h"

namespace keyrace {
namespace {

void count(FlowReport& flow, const TrafficRecord& record) {
  ++flow.sent;
  if (!record.received_ns) {
    ++flow.lost;
    return;
  }
  ++flow.received;
  flow.duplicates += record.copies - 1;
}

std::optional<std::uint64_t> longest_gap(std::uint32_t flow,
                                         const std::vector<TrafficRecord>& traffic,
                                         std::uint64_t run_end_ns) {
  std::map<std::string, std::vector<std::uint64_t>> arrivals;  // by STA
  for (const TrafficRecord& record : traffic) {
    if (record.flow == flow && record.received_ns) {
      arrivals[record.sta].push_back(*record.received_ns);
    }
  }
  std::optional<std::uint64_t> longest;
  for (auto& [sta, times] : arrivals) {
    std::ranges::sort(times);
    times.push_back(std::max(run_end_ns, times.back()));
    for (std::size_t i = 1; i < times.size(); ++i) {
      longest = std::max(longest.value_or(0), times[i] - times[i - 1]);
    }
  }
  return longest;
}

}  // namespace

std::vector<const TrafficRecord*> overtaken(const std::vector<TrafficRecord>& traffic) {
  std::vector<const TrafficRecord*> result;
  std::map<std::pair<std::uint32_t, std::string>, std::uint64_t> latest_arrival;  // by flow, STA
  for (const TrafficRecord& record : traffic) {
    if (!record.received_ns) continue;
    // An earlier arrival than that of one sent before it: that one was overtaken by this.
    std::uint64_t& latest = latest_arrival[{record.flow, record.sta}];
    if (record.arrival < latest) result.push_back(&record);
    latest = std::max(latest, record.arrival);
  }
  return result;
}

std::vector<FlowReport> report_flows(const Scenario& scenario, const GuestSummary& guest,
                                     const std::vector<TrafficRecord>& traffic) {
  std::vector<FlowReport> flows;
  for (const Flow& flow : scenario.traffic) {
    FlowReport report;
    report.n = static_cast<std::uint32_t>(flows.size());
    report.protocol = flow.protocol;
    report.direction = flow.direction;
    report.sta = flow.sta;
    report.longest_gap_ns = longest_gap(report.n, traffic, guest.end_ns);
    flows.push_back(report);
  }
  for (const TrafficRecord& record : traffic) {
    if (record.flow < flows.size()) count(flows[record.flow], record);
  }
  for (const TrafficRecord* record : overtaken(traffic)) {
    if (record->flow < flows.size()) ++flows[record->flow].reordered;
  }
  for (const TcpConnection& connection : guest.connections) {
    if (connection.flow < flows.size()) flows[connection.flow].tcp = connection;
  }
  return flows;
}

std::vector<std::string> tell_tcp_flows(const std::vector<FlowReport>& flows) {
  std::vector<std::string> lines;
  for (const FlowReport& flow : flows) {
    if (!flow.tcp) continue;
    const TcpConnection& tcp = *flow.tcp;
    const std::string name = "The TCP connection of flow " + std::to_string(flow.n);
    if (!tcp.connected_ns) {
      lines.push_back(name + " was never made" +
                      (tcp.error.empty() ? "." : ": " + tcp.error + "."));
      continue;
    }
    lines.push_back(name + (tcp.error.empty() ? " held" : " broke (" + tcp.error + ")") + ": " +
                    spoken_count(tcp.retransmissions, "segment") + " sent again, " +
                    std::to_string(flow.received) + " of " + spoken_count(flow.sent, "block") +
                    " read, the longest silence " +
                    spoken_duration(flow.longest_gap_ns.value_or(0)) + ".");
  }
  return lines;
}

}  // namespace keyrace
