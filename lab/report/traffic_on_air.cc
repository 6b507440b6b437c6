#include "lab/report/traffic_on_air.h"

#include <map>
#include <tuple>

#include "lab/report/spoken.h"

namespace keyrace {
namespace {

// Flow, sequence number and, of what is broadcast, the STA that received it.
using DatagramAtNode = std::tuple<std::uint32_t, std::uint64_t, std::string>;

}  // namespace

const char* to_string(OnAir on_air) {
  switch (on_air) {
    case OnAir::kAccepted:
      return "accepted";
    case OnAir::kRefused:
      return "refused";
    case OnAir::kNever:
      return "never";
  }
  return "";
}

std::vector<TrafficDifference> compare_with_air(const std::vector<TrafficRecord>& traffic,
                                                const std::vector<FrameVerdict>& frames) {
  std::map<DatagramAtNode, OnAir> seen;
  for (const FrameVerdict& frame : frames) {
    if (!frame.datagram) continue;
    const DatagramAtNode place{frame.datagram->flow, frame.datagram->sequence,
                               frame.group ? frame.receiver : ""};
    OnAir& air = seen.try_emplace(place, OnAir::kRefused).first->second;
    if (frame.verdict == Verdict::kAccepted) air = OnAir::kAccepted;
  }
  std::vector<TrafficDifference> differences;
  for (const TrafficRecord& record : traffic) {
    if (record.protocol != Protocol::kUdp) continue;
    auto found = seen.find({record.flow, record.sequence, ""});
    if (found == seen.end()) found = seen.find({record.flow, record.sequence, record.sta});
    const OnAir air = found == seen.end() ? OnAir::kNever : found->second;
    const bool received = record.received_ns.has_value();
    if (received == (air == OnAir::kAccepted)) continue;
    differences.push_back({record.flow, record.sequence, record.sta, received, air});
  }
  return differences;
}

std::vector<std::string> tell_traffic_differences(
    const std::vector<TrafficDifference>& differences) {
  if (differences.empty()) return {};
  const TrafficDifference& first = differences.front();
  return {"The flows and the capture differ on " + spoken_count(differences.size(), "datagram") +
          ", the first is datagram " + std::to_string(first.sequence) + " of flow " +
          std::to_string(first.flow) + ": its socket " + (first.received ? "got" : "never got") +
          " it, on the air it was " +
          (first.air == OnAir::kNever ? "never seen" : to_string(first.air)) +
          ". This is a finding about one of them."};
}

}  // namespace keyrace
