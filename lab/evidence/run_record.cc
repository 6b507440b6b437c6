#include "lab/evidence/run_record.h"

#include "lab/evidence/json_file.h"
#include "lab/evidence/json_lines.h"

namespace keyrace {

void write_run_record(const std::string& path, const RunRecord& record) {
  write_json_file(path, {{"engine", record.engine},
                         {"drop_reasons", record.drop_reasons},
                         {"wall_s", record.wall_s},
                         {"versions", record.versions}});
}

RunRecord read_run_record(const std::string& path) {
  const nlohmann::json json = read_json_file(path);
  try {
    return {json.at("engine"), json.at("drop_reasons"), json.at("wall_s"), json.at("versions")};
  } catch (const nlohmann::json::exception& error) {
    throw EvidenceError(path + ": " + error.what());
  }
}

}  // namespace keyrace
