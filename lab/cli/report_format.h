// The formats of `run` and `report`.
#pragma once

#include <string>

namespace keyrace {

enum class ReportFormat { kText, kJson, kLine, kMarkdown, kJunit, kGithub, kHtml };

// "text", "json", "markdown", "junit", "github" or "html"; throws UsageError, and LabFailure where
// the program was built without the page. kLine is what --quiet means.
ReportFormat parse_report_format(const std::string& name);

// "text|json|markdown|junit|github|html"
std::string report_format_words();

}  // namespace keyrace
