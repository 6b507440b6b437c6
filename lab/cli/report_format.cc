#include "lab/cli/report_format.h"

#include <array>

#include "lab/cli/command_line.h"

namespace keyrace {
namespace {

struct NamedFormat {
  const char* name;
  ReportFormat format;
};

constexpr std::array kFormats{
    NamedFormat{"text", ReportFormat::kText}, NamedFormat{"json", ReportFormat::kJson},
    NamedFormat{"markdown", ReportFormat::kMarkdown}, NamedFormat{"junit", ReportFormat::kJunit},
    NamedFormat{"github", ReportFormat::kGithub}};

// "text, json, markdown, junit or github"
std::string report_format_names() {
  std::string names;
  for (std::size_t i = 0; i < kFormats.size(); ++i) {
    const bool last = i + 1 == kFormats.size();
    names += std::string(i == 0 ? "" : last ? " or " : ", ") + kFormats[i].name;
  }
  return names;
}

}  // namespace

ReportFormat parse_report_format(const std::string& name) {
  for (const NamedFormat& each : kFormats) {
    if (name == each.name) return each.format;
  }
  throw UsageError("--format " + name + ": unknown; " + report_format_names() + " would be right");
}

std::string report_format_words() {
  std::string words;
  for (const NamedFormat& each : kFormats)
    words += (words.empty() ? "" : "|") + std::string(each.name);
  return words;
}

bool is_document(ReportFormat format) {
  switch (format) {
    case ReportFormat::kText:
    case ReportFormat::kJson:
    case ReportFormat::kLine:
      return false;
    case ReportFormat::kMarkdown:
    case ReportFormat::kJunit:
    case ReportFormat::kGithub:
      return true;
  }
  return false;
}

}  // namespace keyrace
