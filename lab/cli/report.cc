// `keyrace report RUNDIR...`: judges the evidence of runs again, also of several side by side or
// below one index, and prints the report.
#include <algorithm>
#include <boost/program_options.hpp>
#include <filesystem>

#include "lab/cli/command_help.h"
#include "lab/cli/command_line.h"
#include "lab/cli/place_result.h"
#include "lab/cli/report_printer.h"

namespace keyrace {
namespace {

namespace po = boost::program_options;

po::options_description visible_options() {
  po::options_description options;
  add_rendering_options(options);
  return options;
}

std::vector<RunPlace> places_in(const std::vector<std::string>& directories) {
  std::vector<RunPlace> places;
  for (const std::string& directory : directories) {
    std::ranges::move(run_places(std::filesystem::absolute(directory)), std::back_inserter(places));
  }
  // Another shard's result is not missing here.
  std::erase_if(
      places, [](const RunPlace& place) { return place.entry.status == IndexStatus::kElsewhere; });
  return places;
}

}  // namespace

CommandHelp report_help() {
  return {
      "report", "DIR...", "show the report of run directories again",
      "DIR is a run directory, that of several variants side by side, or one with several runs\n"
      "(of run --out, or of merge).\n",
      visible_options()};
}

int report_command(const Arguments& arguments) {
  const auto parsed = parse_arguments(report_help(), arguments);
  if (!parsed) return kExitHolds;
  const po::variables_map& values = *parsed;
  const std::vector<std::string> directories = operands(values);
  if (directories.empty()) throw UsageError("report: needs a run directory");
  const Rendering rendering = rendering_of(values);
  const std::vector<RunPlace> places = places_in(directories);
  const bool several = directories.size() > 1 || places.size() != 1 ||
                       places.front().directory != std::filesystem::absolute(directories.front());
  ReportPrinter printer(rendering.format, several, values["output"].as<std::string>());
  for (const RunPlace& place : places) printer.print(judge(place, rendering));
  printer.finish();
  return printer.status();
}

}  // namespace keyrace
