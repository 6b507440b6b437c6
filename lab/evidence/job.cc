#include "lab/evidence/job.h"

#include "lab/evidence/json_file.h"
#include "lab/evidence/json_lines.h"

namespace keyrace {

void write_job(const std::string& path, const Job& job) {
  write_json_file(path, {{"run_directory", job.run_directory}, {"shim", job.shim}});
}

Job read_job(const std::string& path) {
  const nlohmann::json json = read_json_file(path);
  try {
    return {json.at("run_directory"), json.at("shim")};
  } catch (const nlohmann::json::exception& error) {
    throw EvidenceError(path + ": " + error.what());
  }
}

void write_guest_summary(const std::string& path, const GuestSummary& summary) {
  nlohmann::ordered_json nodes = nlohmann::ordered_json::array();
  for (const GuestNode& node : summary.nodes) {
    nodes.push_back({{"name", node.name},
                     {"mac", node.mac},
                     {"ap", node.is_ap},
                     {"stack", node.stack},
                     {"program", node.program},
                     {"missing_options", node.missing_options}});
  }
  write_json_file(path, {{"error", summary.error},
                         {"kernel_release", summary.kernel_release},
                         {"realtime_offset_ns", summary.realtime_offset_ns},
                         {"connected_ns", summary.connected_ns},
                         {"end_ns", summary.end_ns},
                         {"nodes", nodes}});
}

GuestSummary read_guest_summary(const std::string& path) {
  const nlohmann::json json = read_json_file(path);
  try {
    GuestSummary summary;
    summary.error = json.at("error");
    summary.kernel_release = json.at("kernel_release");
    summary.realtime_offset_ns = json.at("realtime_offset_ns");
    summary.connected_ns = json.at("connected_ns");
    summary.end_ns = json.at("end_ns");
    for (const nlohmann::json& node : json.at("nodes")) {
      summary.nodes.push_back({node.at("name"), node.at("mac"), node.at("ap"), node.at("stack"),
                               node.at("program"), node.at("missing_options")});
    }
    return summary;
  } catch (const nlohmann::json::exception& error) {
    throw EvidenceError(path + ": " + error.what());
  }
}

}  // namespace keyrace
