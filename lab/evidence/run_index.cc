#include "lab/evidence/run_index.h"

#include <filesystem>

#include "emulator/sys/system_error.h"
#include "lab/evidence/json_file.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

constexpr IndexStatus kStatuses[] = {IndexStatus::kHolds, IndexStatus::kDoesNotHold,
                                     IndexStatus::kError, IndexStatus::kNotRun,
                                     IndexStatus::kElsewhere};

std::string path_in(const std::string& directory) {
  return directory + "/" + evidence_file::kIndex;
}

IndexStatus status_from(const std::string& name) {
  for (const IndexStatus status : kStatuses) {
    if (name == to_string(status)) return status;
  }
  throw EvidenceError("'" + name + "' is no status of a run");
}

// A name with a slash would lead out of the directory.
std::string checked_name(const std::string& name) {
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos) {
    throw EvidenceError("'" + name + "' can't be the name of a run's directory");
  }
  return name;
}

IndexEntry entry_from(const nlohmann::json& json) {
  IndexEntry entry{json.at("scenario"), json.at("seed"), status_from(json.at("status"))};
  if (!json.at("run").is_null()) entry.run = checked_name(json.at("run"));
  return entry;
}

}  // namespace

const char* to_string(IndexStatus status) {
  switch (status) {
    case IndexStatus::kHolds:
      return "holds";
    case IndexStatus::kDoesNotHold:
      return "does-not-hold";
    case IndexStatus::kError:
      return "error";
    case IndexStatus::kNotRun:
      return "not-run";
    case IndexStatus::kElsewhere:
      return "elsewhere";
  }
  return "";
}

bool is_indexed(const std::string& directory) {
  return fs::exists(path_in(directory));
}

void write_run_index(const std::string& directory, const RunIndex& index) {
  nlohmann::ordered_json runs = nlohmann::ordered_json::array();
  for (const IndexEntry& entry : index) {
    nlohmann::ordered_json json{{"scenario", entry.scenario},
                                {"seed", entry.seed},
                                {"status", to_string(entry.status)},
                                {"run", nullptr}};
    if (!entry.run.empty()) json["run"] = entry.run;
    runs.push_back(json);
  }
  const std::string path = path_in(directory);
  write_json_file(path + ".new", {{"runs", runs}});
  std::error_code error;
  fs::rename(path + ".new", path, error);
  if (error) throw SystemError("rename " + path + ".new", error.message());
}

RunIndex read_run_index(const std::string& directory) {
  const std::string path = path_in(directory);
  const nlohmann::json json = read_json_file(path);
  try {
    RunIndex index;
    for (const nlohmann::json& entry : json.at("runs")) index.push_back(entry_from(entry));
    return index;
  } catch (const nlohmann::json::exception& error) {
    throw EvidenceError(path + ": " + error.what());
  } catch (const EvidenceError& error) {
    throw EvidenceError(path + ": " + error.what());
  }
}

}  // namespace keyrace
