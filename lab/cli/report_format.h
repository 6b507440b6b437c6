// The formats of `run` and `report`.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <string>

#include "lab/report/text_style.h"

namespace keyrace {

enum class ReportFormat { kText, kJson, kLine, kMarkdown, kJunit, kGithub, kHtml };

// "text", "json", "markdown", "junit", "github" or "html"; throws UsageError, and LabFailure where
// the program was built without the page. kLine is what --quiet means.
ReportFormat parse_report_format(const std::string& name);

// "text|json|markdown|junit|github|html"
std::string report_format_words();

// The format of a result and, of text, its looks.
struct Rendering {
  ReportFormat format = ReportFormat::kText;
  TextStyle style = {};
};

// --format, --output, --quiet and --color, of `run` and of `report`.
void add_rendering_options(boost::program_options::options_description& options);
// What they say. Throws as parse_report_format does.
Rendering rendering_of(const boost::program_options::variables_map& values);

}  // namespace keyrace
