// Evidence files of one JSON object (scenario.json apart, which lab/scenario reads).
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace keyrace {

// Adds the schema number; mode 0600. Throws SystemError.
void write_json_file(const std::string& path, nlohmann::ordered_json json);

// Throws EvidenceError naming the file when it is missing, no JSON, or of another schema.
nlohmann::json read_json_file(const std::string& path);

}  // namespace keyrace
