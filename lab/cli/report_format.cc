#include "lab/cli/report_format.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "lab/cli/command_line.h"

namespace keyrace {
namespace {

// Below the current directory the short name is the one to type.
std::string short_name(const std::string& directory) {
  const std::string relative =
      std::filesystem::path(directory).lexically_proximate(std::filesystem::current_path());
  return relative.starts_with("..") ? directory : relative;
}

void print_line(const std::string& name, const Report& report, const std::string& directory) {
  const auto held = std::ranges::count_if(report.expectations, &ExpectationResult::held);
  std::cout << name << ": " << held << " of " << report.expectations.size()
            << " expectations hold; " << short_name(directory) << "\n";
}

}  // namespace

ReportFormat parse_report_format(const std::string& name) {
  if (name == "text") return ReportFormat::kText;
  if (name == "json") return ReportFormat::kJson;
  throw UsageError("--format " + name + ": unknown; text or json would be right");
}

ReportPrinter::~ReportPrinter() {
  if (format_ == ReportFormat::kJson && several_) std::cout << (printed_ ? "\n]\n" : "[]\n");
}

void ReportPrinter::print(const Report& report, const std::string& run_directory) {
  switch (format_) {
    case ReportFormat::kText:
      std::cout << (printed_ ? "\n" : "") << report_to_text(report, short_name(run_directory));
      break;
    case ReportFormat::kJson:
      print_json(report_to_json(report));
      break;
    case ReportFormat::kLine:
      print_line(report.scenario, report, run_directory);
      break;
  }
  std::cout.flush();
  printed_ = true;
}

void ReportPrinter::print(const Comparison& comparison, const std::string& directory) {
  switch (format_) {
    case ReportFormat::kText:
      std::cout << (printed_ ? "\n" : "") << comparison_to_text(comparison, short_name(directory));
      break;
    case ReportFormat::kJson:
      print_json(comparison_to_json(comparison));
      break;
    case ReportFormat::kLine:
      break;  // its variants have been told
  }
  std::cout.flush();
  printed_ = true;
}

void ReportPrinter::print_variant(const std::string& variant, const Report& report,
                                  const std::string& run_directory) {
  if (format_ == ReportFormat::kJson) return;
  print_line(report.scenario + " " + variant, report, run_directory);
  std::cout.flush();
  printed_ = true;
}

void ReportPrinter::print_json(const nlohmann::ordered_json& json) {
  if (several_) std::cout << (printed_ ? ",\n" : "[\n");
  std::cout << json.dump(2) << (several_ ? "" : "\n");
}

}  // namespace keyrace
