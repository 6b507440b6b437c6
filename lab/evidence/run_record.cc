#include "lab/evidence/run_record.h"

#include "lab/evidence/json_file.h"
#include "lab/evidence/json_lines.h"

namespace keyrace {

void write_run_record(const std::string& path, const RunRecord& record) {
  nlohmann::ordered_json stacks = nlohmann::ordered_json::object();
  for (const auto& [node, build] : record.stacks) {
    stacks[node] = {{"version", build.version}, {"sha256", build.sha256}};
  }
  write_json_file(path, {{"engine", record.engine},
                         {"time", record.time},
                         {"wall_s", record.wall_s},
                         {"stacks", stacks}});
}

RunRecord read_run_record(const std::string& path) {
  const nlohmann::json json = read_json_file(path);
  try {
    // Before there was another engine than uml, all time was virtual.
    RunRecord record{json.at("engine"), json.value("time", "virtual"), json.at("wall_s"), {}};
    for (const auto& [node, build] : json.at("stacks").items()) {
      record.stacks[node] = {build.at("version"), build.at("sha256")};
    }
    return record;
  } catch (const nlohmann::json::exception& error) {
    throw EvidenceError(path + ": " + error.what());
  }
}

}  // namespace keyrace
