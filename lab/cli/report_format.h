// How `run` and `report` print reports to stdout.
#pragma once

#include <string>

#include "lab/report/comparison.h"
#include "lab/report/report.h"

namespace keyrace {

enum class ReportFormat { kText, kJson, kLine };

// "text" or "json"; throws UsageError.
ReportFormat parse_report_format(const std::string& name);

class ReportPrinter {
 public:
  // Several reports as JSON are one array.
  ReportPrinter(ReportFormat format, bool several) : format_(format), several_(several) {}
  ~ReportPrinter();

  void print(const Report& report, const std::string& run_directory);
  void print(const Comparison& comparison, const std::string& directory);
  // A comparison's runs as they end: a line each, but nothing where JSON is wanted.
  void print_variant(const std::string& variant, const Report& report,
                     const std::string& run_directory);

 private:
  void print_json(const nlohmann::ordered_json& json);

  ReportFormat format_;
  bool several_;
  bool printed_ = false;
};

}  // namespace keyrace
