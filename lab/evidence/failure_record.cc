#include "lab/evidence/failure_record.h"

#include <filesystem>

#include "lab/evidence/json_file.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/run_directory.h"
#include "lab/evidence/valid_utf8.h"

namespace keyrace {
namespace {

std::string failure_path(const std::string& directory) {
  return directory + "/" + evidence_file::kFailure;
}

}  // namespace

void write_failure_record(const std::string& directory, const FailureRecord& record) {
  write_json_file(failure_path(directory), {{"scenario", record.scenario},
                                            {"seed", record.seed},
                                            {"file", record.file},
                                            {"error", valid_utf8(record.error)}});
}

std::optional<FailureRecord> read_failure_record(const std::string& directory) {
  const std::string path = failure_path(directory);
  if (!std::filesystem::exists(path)) return std::nullopt;
  const nlohmann::json json = read_json_file(path);
  try {
    return FailureRecord{json.at("scenario"), json.at("seed"), json.at("file"), json.at("error")};
  } catch (const nlohmann::json::exception& error) {
    throw EvidenceError(path + ": " + error.what());
  }
}

}  // namespace keyrace
