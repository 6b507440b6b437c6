#include "lab/report/comparison.h"

#include <algorithm>
#include <sstream>

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kComparisonSchema = 1;

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

std::vector<std::string> titles(const Comparison& comparison) {
  std::vector<std::string> names;
  for (const ComparedRun& run : comparison.runs) names.push_back(run.name);
  return names;
}

std::string differing_facts(const std::vector<ComparisonRow>& rows) {
  std::string facts;
  for (const ComparisonRow& row : rows) {
    if (row.differs()) facts += (facts.empty() ? "" : ", ") + row.fact;
  }
  return facts.empty() ? "nothing differs" : "what differs: " + facts;
}

void print_table(std::ostream& out, const std::vector<ComparisonRow>& rows) {
  std::size_t facts = 0;
  std::vector<std::size_t> widths(rows.front().cells.size(), 0);
  for (const ComparisonRow& row : rows) {
    facts = std::max(facts, row.fact.size());
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], row.cells[i].size());
    }
  }
  for (const ComparisonRow& row : rows) {
    const bool is_title = &row == &rows.front();
    std::string line = !is_title && row.differs() ? "  * " : "    ";
    line += padded(row.fact, facts);
    for (std::size_t i = 0; i < widths.size(); ++i) line += "  " + padded(row.cells[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << "\n";
  }
}

}  // namespace

bool Comparison::all_expectations_hold() const {
  return std::ranges::all_of(runs, [](const ComparedRun& run) {
    return std::ranges::all_of(run.report.at("expectations"),
                               [](const Json& each) { return each.at("held") == true; });
  });
}

Json comparison_to_json(const Comparison& comparison) {
  Json variants = Json::array();
  for (const ComparedRun& run : comparison.runs) {
    variants.push_back({{"name", run.name}, {"run", run.run_directory}, {"report", run.report}});
  }
  Json differs = Json::array();
  for (const ComparisonRow& row : comparison_rows(comparison)) {
    if (!row.differs()) continue;
    Json values = Json::object();
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      values[comparison.runs[i].name] = row.cells[i];
    }
    differs.push_back({{"fact", row.fact}, {"values", values}});
  }
  return {{"schema", kComparisonSchema},
          {"scenario", comparison.scenario},
          {"variants", variants},
          {"differs", differs}};
}

std::string comparison_to_text(const Comparison& comparison, const std::string& directory) {
  const std::vector<ComparisonRow> rows = comparison_rows(comparison);
  std::vector<ComparisonRow> table{{"", titles(comparison)}};
  table.insert(table.end(), rows.begin(), rows.end());
  std::ostringstream out;
  out << comparison.scenario << ": "
      << (comparison.all_expectations_hold() ? "every expectation of every variant holds"
                                             : "an expectation does not hold")
      << "; " << differing_facts(rows) << "\n\n";
  print_table(out, table);
  for (const ComparedRun& run : comparison.runs) {
    for (const Json& each : run.report.at("expectations")) {
      if (each.at("held") == true) continue;
      out << "\n  " << run.name << ": DOES NOT HOLD " << each.at("text").get<std::string>()
          << "\n    found " << each.at("actual").get<std::string>() << "\n";
    }
  }
  out << "\nEvidence: " << directory << "\n";
  return out.str();
}

}  // namespace keyrace
