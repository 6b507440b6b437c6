#include "lab/evidence/kernel_log.h"

#include <array>
#include <utility>

#include "lab/evidence/json_lines.h"

namespace keyrace {
namespace {

constexpr char kKernelLines[] = "kernel";

using Type = KernelEventType;

constexpr std::array<std::pair<Type, const char*>, 18> kTypeNames{{
    {Type::kSent, "sent"},
    {Type::kDelivered, "delivered"},
    {Type::kEapolDelivered, "eapol_delivered"},
    {Type::kDropped, "dropped"},
    {Type::kReceiveBegins, "receive_begins"},
    {Type::kReceiveEnds, "receive_ends"},
    {Type::kMicFailure, "mic_failure"},
    {Type::kAddKey, "add_key"},
    {Type::kDelKey, "del_key"},
    {Type::kKeyReturned, "key_returned"},
    {Type::kPortControl, "port_control"},
    {Type::kStationRemoved, "station_removed"},
    {Type::kMlmeReceived, "mlme_received"},
    {Type::kMlmeSent, "mlme_sent"},
    {Type::kAirBegan, "air_began"},
    {Type::kAirMet, "air_met"},
    {Type::kAirDelivered, "air_delivered"},
    {Type::kAirEnded, "air_ended"},
}};

const char* type_name(Type type) {
  for (const auto& [value, name] : kTypeNames) {
    if (value == type) return name;
  }
  return "";
}

Type type_from(const std::string& text) {
  for (const auto& [value, name] : kTypeNames) {
    if (name == text) return value;
  }
  throw EvidenceError("unknown event " + text);
}

JsonLine to_line(const KernelEvent& event) {
  JsonLine line;
  line.add("t_ns", event.t_ns).add("event", type_name(event.type));
  if (event.cpu != 0) line.add("cpu", event.cpu);
  if (!event.node.empty()) line.add("node", event.node);
  if (event.type == Type::kSent || event.type == Type::kDelivered) line.add("length", event.length);
  if (event.type == Type::kDropped) {
    line.add("reason", event.reason);
    line.add("reason_name", event.reason_name);
  }
  if (event.type == Type::kAddKey || event.type == Type::kDelKey) {
    line.add("pairwise", event.pairwise);
    line.add("key_id", event.key_id);
  }
  if (event.type == Type::kMicFailure) line.add("key_id", event.key_id);
  if (!event.address.empty()) line.add("address", event.address);
  if (event.type == Type::kKeyReturned) line.add("result", event.result);
  if (event.type == Type::kEapolDelivered) line.add("unencrypted", event.unencrypted);
  if (event.type == Type::kPortControl) line.add("open", event.open);
  if (event.leaves) line.add("leaves", true);
  if (event.type == Type::kAirMet || event.type == Type::kAirDelivered) {
    line.add("transmission", event.transmission);
    line.add("length", event.length);
  }
  if (event.type == Type::kAirMet) {
    line.add("rule", event.rule);
    line.add("action", event.action);
  }
  if (!event.changes.empty()) {
    nlohmann::ordered_json changes;
    for (const OctetChange& change : event.changes) {
      changes.push_back({{"offset", change.offset}, {"mask", change.mask}});
    }
    line.add("changes", changes);
  }
  return line;
}

KernelEvent from_json(const nlohmann::json& line) {
  KernelEvent event;
  event.t_ns = line.at("t_ns");
  event.type = type_from(line.at("event"));
  event.cpu = line.value("cpu", 0u);
  event.node = line.value("node", "");
  event.length = line.value("length", 0u);
  event.reason = line.value("reason", 0u);
  event.reason_name = line.value("reason_name", "");
  event.key_id = line.value("key_id", std::uint8_t{0});
  event.pairwise = line.value("pairwise", false);
  event.address = line.value("address", "");
  event.result = line.value("result", 0);
  event.unencrypted = line.value("unencrypted", false);
  event.open = line.value("open", false);
  event.leaves = line.value("leaves", false);
  event.transmission = line.value("transmission", std::uint64_t{0});
  event.rule = line.value("rule", 0u);
  event.action = line.value("action", "");
  for (const auto& change : line.value("changes", nlohmann::json::array())) {
    event.changes.push_back({change.at("offset"), change.at("mask")});
  }
  return event;
}

}  // namespace

void write_kernel_log(const std::string& path, const std::vector<KernelEvent>& events) {
  JsonLinesWriter writer(path, kKernelLines);
  for (const KernelEvent& event : events) writer.write(to_line(event));
  writer.close();
}

std::vector<KernelEvent> read_kernel_log(const std::string& path) {
  std::vector<KernelEvent> events;
  read_json_lines(path, kKernelLines,
                  [&](const nlohmann::json& line) { events.push_back(from_json(line)); });
  return events;
}

}  // namespace keyrace
