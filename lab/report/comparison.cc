#include "lab/report/comparison.h"

#include <algorithm>
#include <sstream>

#include "lab/report/rekey_diagram.h"
#include "lab/report/wrapped.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kComparisonSchema = 1;

std::string differing_facts(const std::vector<ComparisonRow>& rows) {
  std::string facts;
  for (const ComparisonRow& row : rows) {
    if (row.differs()) facts += (facts.empty() ? "" : ", ") + row.fact;
  }
  return facts.empty() ? "nothing differs" : "what differs: " + facts;
}

void print_rows(std::ostream& out, const TextStyle& style, const Comparison& comparison,
                const std::vector<ComparisonRow>& rows) {
  std::vector<TableColumn> columns{{""}};
  for (const ComparedRun& run : comparison.runs) columns.push_back({run.name});
  std::vector<std::vector<std::string>> lines;
  for (const ComparisonRow& row : rows) {
    auto& line = lines.emplace_back(row.cells);
    line.insert(line.begin(), (row.differs() ? "* " : "  ") + row.fact);
  }
  print_table(out, style, columns, lines);
}

void print_failed(std::ostream& out, const TextStyle& style, const Comparison& comparison) {
  for (const ComparedRun& run : comparison.runs) {
    for (const Json& each : run.report.at("expectations")) {
      if (each.at("held") == true) continue;
      out << "\n";
      print_wrapped(out, style, run.name + ": DOES NOT HOLD " + each.at("text").get<std::string>(),
                    "  ", "    ");
      print_wrapped(out, style, "found " + each.at("actual").get<std::string>(), "    ", "      ");
    }
  }
}

}  // namespace

bool Comparison::all_expectations_hold() const {
  return std::ranges::all_of(runs, [](const ComparedRun& run) {
    return std::ranges::all_of(run.report.at("expectations"),
                               [](const Json& each) { return each.at("held") == true; });
  });
}

ComparedRun compared_run(const std::string& name, const std::string& run_directory,
                         const Report& report, std::string page) {
  return {name, run_directory, report_to_json(report), rekey_diagram(report), std::move(page)};
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

std::string comparison_to_text(const Comparison& comparison, const std::string& directory,
                               const TextStyle& style) {
  const std::vector<ComparisonRow> rows = comparison_rows(comparison);
  std::ostringstream out;
  print_wrapped(out, style,
                comparison.scenario + ": " +
                    (comparison.all_expectations_hold() ? "every expectation of every variant holds"
                                                        : "an expectation does not hold") +
                    "; " + differing_facts(rows),
                "", "  ");
  out << "\n";
  print_rows(out, style, comparison, rows);
  print_failed(out, style, comparison);
  out << "\nEvidence: " << shown(style, directory) << "\n";
  return out.str();
}

}  // namespace keyrace
