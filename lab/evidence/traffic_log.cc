#include "lab/evidence/traffic_log.h"

#include "lab/evidence/json_lines.h"
#include "lab/scenario/scenario_fields.h"

namespace keyrace {
namespace {

constexpr char kTrafficLines[] = "traffic";

// Before there was another, every flow was UDP.
Protocol protocol_of(const nlohmann::json& line) {
  return line.value("protocol", "udp") == protocol_name(Protocol::kTcp) ? Protocol::kTcp
                                                                        : Protocol::kUdp;
}

}  // namespace

void write_traffic_log(const std::string& path, const std::vector<TrafficRecord>& records) {
  JsonLinesWriter writer(path, kTrafficLines);
  for (const TrafficRecord& record : records) {
    writer.write(JsonLine()
                     .add("flow", record.flow)
                     .add("sta", record.sta)
                     .add("protocol", protocol_name(record.protocol))
                     .add("sequence", record.sequence)
                     .add("sent_ns", record.sent_ns)
                     .add("received_ns", record.received_ns)
                     .add("arrival", record.arrival)
                     .add("copies", record.copies));
  }
  writer.close();
}

std::vector<TrafficRecord> read_traffic_log(const std::string& path) {
  std::vector<TrafficRecord> records;
  read_json_lines(path, kTrafficLines, [&](const nlohmann::json& line) {
    TrafficRecord record{.flow = line.at("flow"),
                         .sta = line.at("sta"),
                         .protocol = protocol_of(line),
                         .sequence = line.at("sequence"),
                         .sent_ns = line.at("sent_ns"),
                         .received_ns = std::nullopt,
                         .arrival = line.at("arrival"),
                         .copies = line.at("copies")};
    if (!line.at("received_ns").is_null()) record.received_ns = line.at("received_ns");
    records.push_back(record);
  });
  return records;
}

}  // namespace keyrace
