#include "lab/cli/report_format.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "lab/cli/command_line.h"

namespace keyrace {

ReportFormat parse_report_format(const std::string& name) {
  if (name == "text") return ReportFormat::kText;
  if (name == "json") return ReportFormat::kJson;
  throw UsageError("--format " + name + ": unknown; text or json would be right");
}

ReportPrinter::~ReportPrinter() {
  if (format_ == ReportFormat::kJson && several_) std::cout << (printed_ ? "\n]\n" : "[]\n");
}

void ReportPrinter::print(const Report& report, const std::string& directory) {
  // Below the current directory the short name is the one to type.
  const std::string relative =
      std::filesystem::path(directory).lexically_proximate(std::filesystem::current_path());
  const std::string& run_directory = relative.starts_with("..") ? directory : relative;
  switch (format_) {
    case ReportFormat::kText:
      std::cout << (printed_ ? "\n" : "") << report_to_text(report, run_directory);
      break;
    case ReportFormat::kJson:
      if (several_) std::cout << (printed_ ? ",\n" : "[\n");
      std::cout << report_to_json(report).dump(2) << (several_ ? "" : "\n");
      break;
    case ReportFormat::kLine: {
      const auto held = std::ranges::count_if(report.expectations, &ExpectationResult::held);
      std::cout << report.scenario << ": " << held << " of " << report.expectations.size()
                << " expectations hold; " << run_directory << "\n";
      break;
    }
  }
  std::cout.flush();
  printed_ = true;
}

}  // namespace keyrace
