#include "lab/evidence/run_record.h"

#include "lab/evidence/json_file.h"

namespace keyrace {

void write_run_record(const std::string& path, const RunRecord& record) {
  write_json_file(
      path, {{"engine", record.engine}, {"wall_s", record.wall_s}, {"versions", record.versions}});
}

RunRecord read_run_record(const std::string& path) {
  const nlohmann::json json = read_json_file(path);
  return {json.at("engine"), json.at("wall_s"), json.at("versions")};
}

}  // namespace keyrace
