// `keyrace merge DIR... --out DIR`: puts the runs of several shards together, judges them from
// their evidence and prints a line for each.
#include "lab/merge.h"

#include <boost/program_options.hpp>
#include <filesystem>
#include <iostream>

#include "lab/cli/alone.h"
#include "lab/cli/campaign_results.h"
#include "lab/cli/command_help.h"
#include "lab/cli/command_line.h"
#include "lab/cli/place_result.h"
#include "lab/cli/report_printer.h"
#include "lab/cli/terminal.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

namespace po = boost::program_options;

std::vector<std::string> absolute_paths(const std::vector<std::string>& paths) {
  std::vector<std::string> result;
  for (const std::string& path : paths) {
    // Without a slash at its end: the last part is a name here.
    const auto normal = std::filesystem::absolute(path).lexically_normal();
    result.push_back(normal.has_filename() ? normal : normal.parent_path());
  }
  return result;
}

void merge(const std::vector<std::string>& directories, const std::string& out,
           ReportPrinter& printer) {
  std::vector<MergedRun> runs = plan_merge(directories);
  const std::string parent = create_run_directory(out, "");
  copy_runs(runs, parent);
  RunIndex index;
  CampaignResults results;
  const TextStyle style = output_style("", ColorChoice::kAuto);
  for (const MergedRun& run : runs) {
    const ScenarioResult result = judge(run.place, {ReportFormat::kLine, style});
    IndexEntry entry = run.place.entry;
    entry.status =
        run.name.empty() ? IndexStatus::kNotRun : index_status(status_of(result.outcomes));
    entry.run = run.name;
    if (index.kernel.empty()) index.kernel = run.place.kernel;
    index.runs.push_back(entry);
    results.add(entry, result);
    printer.print(result);
    if (!run.name.empty()) tell_alone(entry);
  }
  results.write(parent);
  write_run_index(parent, index);
}

}  // namespace

CommandHelp merge_help() {
  po::options_description options;
  options.add_options()("out", po::value<std::string>()->value_name("DIR"),
                        "directory for the runs and their index, new or empty");
  return {"merge", "DIR... --out DIR", "put the runs of several shards together",
          "DIR is what run --shard left with --out, a run directory, or a directory of\n"
          "such. The exit status is that of all runs together; a run of the campaign that\n"
          "no DIR has counts as one that could not be done.\n",
          options};
}

int merge_command(const Arguments& arguments) {
  const auto parsed = parse_arguments(merge_help(), arguments);
  if (!parsed) return kExitHolds;
  const po::variables_map& values = *parsed;
  const std::vector<std::string> directories = operands(values);
  if (directories.empty()) throw UsageError("merge: needs the directories of shards or runs");
  if (!values.count("out"))
    throw UsageError("merge: needs --out DIR, a new directory for the runs");
  ReportPrinter printer(ReportFormat::kLine, true, "");
  merge(absolute_paths(directories), values["out"].as<std::string>(), printer);
  printer.finish();
  std::cout << printer.summary() << "\n";
  return printer.status();
}

}  // namespace keyrace
