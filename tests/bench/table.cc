#include "tests/bench/table.h"

#include <cstdio>
#include <sstream>

namespace keyrace::bench {
namespace {

std::string cell(const nlohmann::ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number_float()) return value.dump();
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value.get<double>());
  return text;
}

}  // namespace

std::string to_markdown(const Table& table) {
  std::ostringstream out;
  out << "## " << table.section << "\n\n" << table.about << "\n\n|";
  for (const std::string& column : table.columns) out << " " << column << " |";
  out << "\n|";
  for (std::size_t i = 0; i < table.columns.size(); ++i) out << (i == 0 ? " --- |" : " ---: |");
  out << "\n";
  for (const auto& row : table.rows) {
    out << "|";
    for (const auto& value : row) out << " " << cell(value) << " |";
    out << "\n";
  }
  return out.str();
}

nlohmann::ordered_json to_json(const Table& table) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const auto& values : table.rows) {
    nlohmann::ordered_json row = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < values.size(); ++i) row[table.columns[i]] = values[i];
    rows.push_back(row);
  }
  return {{"section", table.section}, {"about", table.about}, {"rows", rows}};
}

}  // namespace keyrace::bench
