#include "lab/evidence/job.h"

#include "lab/evidence/json_file.h"
#include "lab/evidence/json_lines.h"

namespace keyrace {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

ordered_json to_json(const PulledTrigger& trigger) {
  return {{"trigger", trigger.trigger},
          {"action", trigger.action},
          {"sta", trigger.sta},
          {"asked_ns", trigger.asked_ns},
          {"answered_ns",
           trigger.answered_ns ? ordered_json(*trigger.answered_ns) : ordered_json(nullptr)}};
}

PulledTrigger pulled_trigger(const json& object) {
  PulledTrigger trigger{object.at("trigger"), object.at("action"), object.at("sta"),
                        object.at("asked_ns"), std::nullopt};
  if (!object.at("answered_ns").is_null()) trigger.answered_ns = object.at("answered_ns");
  return trigger;
}

ordered_json to_json(const TcpConnection& each) {
  return {{"flow", each.flow},
          {"connected_ns",
           each.connected_ns ? ordered_json(*each.connected_ns) : ordered_json(nullptr)},
          {"written", each.written},
          {"acknowledged", each.acknowledged},
          {"read", each.read},
          {"retransmissions", each.retransmissions},
          {"error", each.error}};
}

TcpConnection tcp_connection(const json& object) {
  TcpConnection each;
  each.flow = object.at("flow");
  if (!object.at("connected_ns").is_null()) each.connected_ns = object.at("connected_ns");
  each.written = object.at("written");
  each.acknowledged = object.at("acknowledged");
  each.read = object.at("read");
  each.retransmissions = object.at("retransmissions");
  each.error = object.at("error");
  return each;
}

}  // namespace

void write_job(const std::string& path, const Job& job) {
  write_json_file(path, {{"engine", job.engine},
                         {"run_directory", job.run_directory},
                         {"shim", job.shim},
                         {"catcher", job.catcher},
                         {"entropy", job.entropy}});
}

Job read_job(const std::string& path) {
  const json file = read_json_file(path);
  try {
    return {file.at("engine"), file.at("run_directory"), file.at("shim"), file.at("catcher"),
            file.at("entropy")};
  } catch (const json::exception& error) {
    throw EvidenceError(path + ": " + error.what());
  }
}

void write_guest_summary(const std::string& path, const GuestSummary& summary) {
  ordered_json nodes = ordered_json::array();
  for (const GuestNode& node : summary.nodes) {
    nodes.push_back({{"name", node.name},
                     {"mac", node.mac},
                     {"ap", node.is_ap},
                     {"stack", node.stack},
                     {"program", node.program},
                     {"interposed", node.interposed},
                     {"missing_options", node.missing_options}});
  }
  ordered_json triggers = ordered_json::array();
  for (const PulledTrigger& trigger : summary.triggers) triggers.push_back(to_json(trigger));
  ordered_json connections = ordered_json::array();
  for (const TcpConnection& each : summary.connections) connections.push_back(to_json(each));
  write_json_file(path, {{"error", summary.error},
                         {"kernel_release", summary.kernel_release},
                         {"realtime_offset_ns", summary.realtime_offset_ns},
                         {"begin_ns", summary.begin_ns},
                         {"connected_ns", summary.connected_ns},
                         {"end_ns", summary.end_ns},
                         {"nodes", nodes},
                         {"radius_program", summary.radius_program},
                         {"triggers", triggers},
                         {"connections", connections}});
}

GuestSummary read_guest_summary(const std::string& path) {
  const json file = read_json_file(path);
  try {
    GuestSummary summary;
    summary.error = file.at("error");
    summary.kernel_release = file.at("kernel_release");
    summary.realtime_offset_ns = file.at("realtime_offset_ns");
    summary.begin_ns = file.value("begin_ns", std::uint64_t{0});
    summary.connected_ns = file.at("connected_ns");
    summary.end_ns = file.at("end_ns");
    for (const json& node : file.at("nodes")) {
      // Before there was another way, every stack was preloaded.
      summary.nodes.push_back({node.at("name"), node.at("mac"), node.at("ap"), node.at("stack"),
                               node.at("program"), node.value("interposed", "preload"),
                               node.at("missing_options")});
    }
    summary.radius_program = file.value("radius_program", "");
    for (const json& trigger : file.value("triggers", json::array())) {
      summary.triggers.push_back(pulled_trigger(trigger));
    }
    for (const json& each : file.value("connections", json::array())) {
      summary.connections.push_back(tcp_connection(each));
    }
    return summary;
  } catch (const json::exception& error) {
    throw EvidenceError(path + ": " + error.what());
  }
}

}  // namespace keyrace
