// `keyrace report RUNDIR...`: judges the evidence of runs again, also of several side by side or
// below one index, and prints the report.
#include <algorithm>
#include <boost/program_options.hpp>
#include <filesystem>
#include <iostream>

#include "lab/cli/command_line.h"
#include "lab/cli/place_result.h"
#include "lab/cli/report_printer.h"

namespace keyrace {
namespace {

namespace po = boost::program_options;

po::options_description visible_options() {
  po::options_description options("Options");
  options.add_options()("format", po::value<std::string>()->default_value("text"),
                        report_format_names().c_str())(
      "output", po::value<std::string>()->default_value(""), "file to write in place of stdout")(
      "quiet", po::bool_switch(), "print one line for each scenario")("help,h", "print this");
  return options;
}

std::vector<RunPlace> places_in(const std::vector<std::string>& directories) {
  std::vector<RunPlace> places;
  for (const std::string& directory : directories) {
    std::ranges::move(run_places(std::filesystem::absolute(directory)), std::back_inserter(places));
  }
  // Another shard's result is not missing here.
  std::erase_if(places,
                [](const RunPlace& place) { return place.status == IndexStatus::kElsewhere; });
  return places;
}

}  // namespace

int report_command(const Arguments& arguments) {
  const po::options_description visible = visible_options();
  po::options_description all;
  all.add(visible).add_options()("directory", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("directory", -1);
  po::variables_map values;
  po::store(po::command_line_parser(arguments).options(all).positional(positional).run(), values);
  if (values.count("help")) {
    std::cout << "Usage: keyrace report RUNDIR... [OPTIONS]\n\n"
                 "RUNDIR is a run directory, that of several variants side by side, or one with\n"
                 "several runs (of run --out, or of merge).\n\n"
              << visible;
    return kExitHolds;
  }
  if (!values.count("directory")) throw UsageError("report: needs a run directory");
  const auto directories = values["directory"].as<std::vector<std::string>>();
  const ReportFormat format = values["quiet"].as<bool>()
                                  ? ReportFormat::kLine
                                  : parse_report_format(values["format"].as<std::string>());
  const std::vector<RunPlace> places = places_in(directories);
  const bool several = directories.size() > 1 || places.size() != 1 ||
                       places.front().directory != std::filesystem::absolute(directories.front());
  ReportPrinter printer(format, several, values["output"].as<std::string>());
  for (const RunPlace& place : places) printer.print(judge(place, format));
  printer.finish();
  return printer.status();
}

}  // namespace keyrace
