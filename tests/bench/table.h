// What a section of the benchmarks gives: one table. Printed as Markdown, and kept as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace keyrace::bench {

struct Table {
  std::string section;               // "shim"
  std::string about;                 // a sentence: what was measured, and how
  std::vector<std::string> columns;  // the first names the row; units in the names
  std::vector<std::vector<nlohmann::ordered_json>> rows;
};

std::string to_markdown(const Table& table);
// {"section", "about", "rows": [{column: value}]}.
nlohmann::ordered_json to_json(const Table& table);

}  // namespace keyrace::bench
