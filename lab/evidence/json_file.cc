#include "lab/evidence/json_file.h"

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/evidence/json_lines.h"

namespace keyrace {

void write_json_file(const std::string& path, nlohmann::ordered_json json) {
  nlohmann::ordered_json with_schema{{"schema", kEvidenceSchema}};
  with_schema.update(json);
  write_file(path, with_schema.dump(2) + "\n", 0600);
}

nlohmann::json read_json_file(const std::string& path) {
  try {
    const nlohmann::json json = parse_evidence(read_file(path));
    if (json.at("schema") != kEvidenceSchema) {
      throw EvidenceError("schema " + json.at("schema").dump() +
                          " is not known; this program reads schema " +
                          std::to_string(kEvidenceSchema));
    }
    return json;
  } catch (const nlohmann::json::exception& error) {
    throw EvidenceError(path + ": " + error.what());
  } catch (const EvidenceError& error) {
    throw EvidenceError(path + ": " + error.what());
  } catch (const SystemError& error) {
    throw EvidenceError(std::string(error.what()) + "; is this a run directory?");
  }
}

}  // namespace keyrace
