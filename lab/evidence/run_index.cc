#include "lab/evidence/run_index.h"

#include <filesystem>

#include "emulator/sys/system_error.h"
#include "lab/evidence/json_file.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/run_directory.h"
#include "lab/scenario/sweep.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

constexpr IndexStatus kStatuses[] = {IndexStatus::kHolds, IndexStatus::kDoesNotHold,
                                     IndexStatus::kError, IndexStatus::kNotRun,
                                     IndexStatus::kElsewhere};

std::string index_path(const std::string& directory) {
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

// What only a sweep has is absent elsewhere.
nlohmann::ordered_json json_of(const IndexEntry& entry) {
  nlohmann::ordered_json json{{"scenario", entry.scenario}, {"seed", entry.seed}};
  for (const Setting& setting : entry.point) {
    json["point"][setting.pointer] = nlohmann::ordered_json::parse(setting.value);
  }
  json["fingerprint"] = entry.fingerprint;
  json["status"] = to_string(entry.status);
  json["run"] = nullptr;
  if (!entry.run.empty()) json["run"] = entry.run;
  json["alone"] = entry.alone;
  return json;
}

IndexEntry entry_from(const nlohmann::json& json) {
  IndexEntry entry{json.at("scenario"), json.at("seed"), status_from(json.at("status"))};
  if (!json.at("run").is_null()) entry.run = checked_name(json.at("run"));
  // Indexes of before there were sweeps have none of these.
  entry.fingerprint = json.value("fingerprint", "");
  entry.alone = json.value("alone", std::vector<std::string>());
  const nlohmann::json point = json.value("point", nlohmann::json::object());
  for (const auto& setting : point.items()) {
    entry.point.push_back({setting.key(), setting.value().dump()});
  }
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

std::string spoken_run(const IndexEntry& entry) {
  const std::string point = spoken_point(entry.point);
  return entry.scenario + (point.empty() ? "" : " " + point) + " with seed " +
         std::to_string(entry.seed);
}

bool is_indexed(const std::string& directory) {
  return fs::exists(index_path(directory));
}

void write_run_index(const std::string& directory, const RunIndex& index) {
  nlohmann::ordered_json runs = nlohmann::ordered_json::array();
  for (const IndexEntry& entry : index.runs) runs.push_back(json_of(entry));
  const std::string path = index_path(directory);
  write_json_file(path + ".new", {{"kernel", index.kernel}, {"runs", runs}});
  std::error_code error;
  fs::rename(path + ".new", path, error);
  if (error) throw SystemError("rename " + path + ".new", error.message());
}

RunIndex read_run_index(const std::string& directory) {
  const std::string path = index_path(directory);
  const nlohmann::json json = read_json_file(path);
  try {
    RunIndex index{json.value("kernel", ""), {}};
    for (const nlohmann::json& entry : json.at("runs")) index.runs.push_back(entry_from(entry));
    return index;
  } catch (const nlohmann::json::exception& error) {
    throw EvidenceError(path + ": " + error.what());
  } catch (const EvidenceError& error) {
    throw EvidenceError(path + ": " + error.what());
  }
}

}  // namespace keyrace
