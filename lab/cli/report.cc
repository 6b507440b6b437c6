// `keyrace report RUNDIR`: judges the evidence of a run, or of several side by side, again and
// prints the report.
#include <boost/program_options.hpp>
#include <filesystem>
#include <iostream>

#include "lab/cli/command_line.h"
#include "lab/cli/report_format.h"
#include "lab/compare.h"
#include "lab/evidence/comparison_record.h"
#include "lab/run.h"

namespace keyrace {

int report_command(const Arguments& arguments) {
  namespace po = boost::program_options;
  po::options_description visible("Options");
  visible.add_options()("format", po::value<std::string>()->default_value("text"), "text or json")(
      "help,h", "print this");
  po::options_description all;
  all.add(visible).add_options()("directory", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("directory", -1);
  po::variables_map values;
  po::store(po::command_line_parser(arguments).options(all).positional(positional).run(), values);
  if (values.count("help")) {
    std::cout << "Usage: keyrace report RUNDIR [OPTIONS]\n\n"
                 "RUNDIR is a run directory, or that of several variants side by side.\n\n"
              << visible;
    return kExitHolds;
  }
  if (!values.count("directory") ||
      values["directory"].as<std::vector<std::string>>().size() != 1) {
    throw UsageError("report: needs one run directory");
  }
  const std::string directory =
      std::filesystem::absolute(values["directory"].as<std::vector<std::string>>().front());
  ReportPrinter printer(parse_report_format(values["format"].as<std::string>()), false);
  if (is_comparison(directory)) {
    const Comparison comparison = comparison_from_evidence(directory);
    printer.print(comparison, directory);
    return comparison.all_expectations_hold() ? kExitHolds : kExitDoesNotHold;
  }
  const Report report = report_from_evidence(directory);
  printer.print(report, directory);
  return report.all_expectations_hold() ? kExitHolds : kExitDoesNotHold;
}

}  // namespace keyrace
