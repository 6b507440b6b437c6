#include "lab/evidence/comparison_record.h"

#include <filesystem>

#include "lab/evidence/json_file.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

std::string comparison_path(const std::string& directory) {
  return directory + "/" + evidence_file::kComparison;
}

}  // namespace

bool is_comparison(const std::string& directory) {
  return std::filesystem::exists(comparison_path(directory));
}

void write_comparison_record(const std::string& directory, const ComparisonRecord& record) {
  write_json_file(comparison_path(directory),
                  {{"scenario", record.scenario}, {"variants", record.variants}});
}

ComparisonRecord read_comparison_record(const std::string& directory) {
  const nlohmann::json json = read_json_file(comparison_path(directory));
  try {
    ComparisonRecord record{json.at("scenario"), json.at("variants")};
    for (const std::string& name : record.variants) {
      // A name with a slash would lead out of the directory.
      if (name.empty() || name == ".." || name.find('/') != std::string::npos) {
        throw EvidenceError(comparison_path(directory) + ": '" + name +
                            "' can't be a variant's name");
      }
    }
    if (record.variants.empty())
      throw EvidenceError(comparison_path(directory) + ": it names no variant");
    return record;
  } catch (const nlohmann::json::exception& error) {
    throw EvidenceError(comparison_path(directory) + ": " + error.what());
  }
}

}  // namespace keyrace
