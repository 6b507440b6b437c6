// `keyrace report RUNDIR...`: judges the evidence of runs again, also of several side by side or
// below one index, and prints the report.
#include <algorithm>
#include <boost/program_options.hpp>
#include <filesystem>
#include <map>

#include "lab/cli/alone.h"
#include "lab/cli/campaign_results.h"
#include "lab/cli/command_help.h"
#include "lab/cli/command_line.h"
#include "lab/cli/place_result.h"
#include "lab/cli/report_printer.h"

namespace keyrace {
namespace {

namespace po = boost::program_options;

po::options_description report_options() {
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

bool has_sweep(const std::vector<RunPlace>& places) {
  return std::ranges::any_of(places,
                             [](const RunPlace& place) { return !place.entry.point.empty(); });
}

Rendering rendering_for(const po::variables_map& values, const std::vector<RunPlace>& places) {
  Rendering rendering = rendering_of(values);
  // As `run` does it: a report of each of many points would not be read.
  const bool lines = values["format"].defaulted() && has_sweep(places);
  if (lines) rendering.format = ReportFormat::kLine;
  return rendering;
}

// The tables of each campaign are written again, as its runs' reports are.
void report_places(const std::vector<RunPlace>& places, const Rendering& rendering,
                   ReportPrinter& printer) {
  std::map<std::string, CampaignResults> campaigns;
  for (const RunPlace& place : places) {
    const ScenarioResult result = judge(place, rendering);
    printer.print(result);
    if (place.index.empty()) continue;
    IndexEntry entry = place.entry;
    entry.status = index_status(status_of(result.outcomes));
    campaigns[place.index].add(entry, result);
    if (!place.directory.empty()) tell_alone(entry);
  }
  for (const auto& [directory, results] : campaigns) results.write(directory);
}

}  // namespace

CommandHelp report_help() {
  return {
      "report", "DIR...", "show the report of run directories again",
      "DIR is a run directory, that of several variants side by side, or one with several runs\n"
      "(of run --out, or of merge), such as a sweep's, of which each point is a line.\n",
      report_options()};
}

int report_command(const Arguments& arguments) {
  const auto parsed = parse_arguments(report_help(), arguments);
  if (!parsed) return kExitHolds;
  const po::variables_map& values = *parsed;
  const std::vector<std::string> directories = operands(values);
  if (directories.empty()) throw UsageError("report: needs a run directory");
  const std::vector<RunPlace> places = places_in(directories);
  const Rendering rendering = rendering_for(values, places);
  const bool several = directories.size() > 1 || places.size() != 1 ||
                       places.front().directory != std::filesystem::absolute(directories.front());
  ReportPrinter printer(rendering.format, several, values["output"].as<std::string>());
  report_places(places, rendering, printer);
  printer.finish();
  return printer.status();
}

}  // namespace keyrace
