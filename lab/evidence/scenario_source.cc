#include "lab/evidence/scenario_source.h"

#include <filesystem>

#include "lab/evidence/json_file.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

std::string source_path(const std::string& directory) {
  return directory + "/" + evidence_file::kSource;
}

}  // namespace

void write_scenario_source(const std::string& directory, const ScenarioSource& source) {
  nlohmann::ordered_json lines = nlohmann::ordered_json::array();
  for (const auto& line : source.lines) {
    lines.push_back(line ? nlohmann::ordered_json(*line) : nlohmann::ordered_json());
  }
  write_json_file(source_path(directory), {{"file", source.file}, {"expectation_lines", lines}});
}

ScenarioSource read_scenario_source(const std::string& directory) {
  const std::string path = source_path(directory);
  if (!std::filesystem::exists(path)) return {};
  const nlohmann::json json = read_json_file(path);
  try {
    ScenarioSource source{json.at("file"), {}};
    for (const nlohmann::json& line : json.at("expectation_lines")) {
      source.lines.push_back(line.is_null() ? std::nullopt : std::optional(line.get<int>()));
    }
    return source;
  } catch (const nlohmann::json::exception& error) {
    throw EvidenceError(path + ": " + error.what());
  }
}

}  // namespace keyrace
