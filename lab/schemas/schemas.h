// JSON Schemas (draft 2020-12) of what keyrace writes: reports and evidence files, or one line of
// those that have lines. They are written by hand, one for each file beside this header;
// definitions.json has what several of them use. Called by `keyrace schema`.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace keyrace {

// The texts of the JSON files beside this header, by name without suffix; built in by embed.cmake.
extern const std::map<std::string, std::string, std::less<>> kSchemaFiles;

// "frames", "report", ...: the file's name without its suffix, or what prints it.
std::vector<std::string> output_schema_names();

// With "$schema", and all that it refers to in its "$defs". Nothing: there is none of that name.
std::optional<nlohmann::ordered_json> output_schema(const std::string& name);

}  // namespace keyrace
