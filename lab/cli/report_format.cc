#include "lab/cli/report_format.h"

#include <array>
#include <boost/program_options/value_semantic.hpp>

#include "lab/cli/command_line.h"
#include "lab/cli/terminal.h"
#include "lab/engine/lab_failure.h"
#include "lab/report/outcome.h"

namespace keyrace {
namespace {

namespace po = boost::program_options;

struct NamedFormat {
  const char* name;
  ReportFormat format;
};

constexpr std::array kFormats{
    NamedFormat{"text", ReportFormat::kText},         NamedFormat{"json", ReportFormat::kJson},
    NamedFormat{"markdown", ReportFormat::kMarkdown}, NamedFormat{"junit", ReportFormat::kJunit},
    NamedFormat{"github", ReportFormat::kGithub},     NamedFormat{"html", ReportFormat::kHtml}};

// "text, json, markdown, junit, github or html"
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
    if (name != each.name) continue;
    if (each.format == ReportFormat::kHtml && !has_html_page()) {
      throw LabFailure(
          "--format html: this keyrace was built without it; install npm (scripts/setup does) and "
          "build with -DKEYRACE_HTML=ON");
    }
    return each.format;
  }
  throw UsageError("--format " + name + ": unknown; " + report_format_names() + " would be right");
}

std::string report_format_words() {
  std::string words;
  for (const NamedFormat& each : kFormats)
    words += (words.empty() ? "" : "|") + std::string(each.name);
  return words;
}

void add_rendering_options(po::options_description& options) {
  options.add_options()(
      "format", po::value<std::string>()->default_value("text")->value_name(report_format_words()),
      "format of the report")("output",
                              po::value<std::string>()->default_value("", "")->value_name("FILE"),
                              "file to write in place of stdout")(
      "quiet", po::bool_switch(), "print one line for each scenario");
  add_color_option(options);
}

Rendering rendering_of(const po::variables_map& values) {
  const std::string& name = values["format"].as<std::string>();
  ReportFormat format = parse_report_format(name);
  if (values["quiet"].as<bool>()) {
    if (format != ReportFormat::kText) {
      throw UsageError("--quiet prints a line for each scenario; leave it out for --format " +
                       name);
    }
    format = ReportFormat::kLine;
  }
  return {format, output_style(values["output"].as<std::string>(),
                               parse_color(values["color"].as<std::string>()))};
}

}  // namespace keyrace
