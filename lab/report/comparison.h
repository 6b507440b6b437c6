// Several reports side by side: the same scenario with other stacks, other kernels, other values.
// One table says what they have in common and marks what differs. Reads reports as JSON, by name:
// a fact that none of them has gives no row. Last arrow of the flow, verify -> report.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lab/report/report.h"
#include "lab/report/text_style.h"

namespace keyrace {

struct ComparedRun {
  std::string name;               // the column's title
  std::string run_directory;      //
  nlohmann::ordered_json report;  // as report_to_json gives it
  std::string diagram = {};       // as rekey_diagram gives it
  std::string page = {};          // RunResult::page
};

// `name` is a variant's, or empty.
ComparedRun compared_run(const std::string& name, const std::string& run_directory,
                         const Report& report, std::string page = {});

struct Comparison {
  std::string scenario;
  std::vector<ComparedRun> runs;

  bool all_expectations_hold() const;
};

// A fact and what each run says of it, for a person.
struct ComparisonRow {
  std::string fact;                // "MIC failures"
  std::vector<std::string> cells;  // in the order of the runs; "-": this run has no such fact

  bool differs() const;
};

std::vector<ComparisonRow> comparison_rows(const Comparison& comparison);

// "differs" holds the rows that do: {"fact": ..., "values": {RUN: CELL, ...}}.
nlohmann::ordered_json comparison_to_json(const Comparison& comparison);

std::string comparison_to_text(const Comparison& comparison, const std::string& directory,
                               const TextStyle& style = {});

}  // namespace keyrace
