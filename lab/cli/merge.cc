// `keyrace merge DIR... --out DIR`: puts the runs of several shards together, judges them from
// their evidence and prints a line for each.
#include "lab/merge.h"

#include <boost/program_options.hpp>
#include <filesystem>
#include <iostream>

#include "lab/cli/command_line.h"
#include "lab/cli/place_result.h"
#include "lab/cli/report_printer.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

namespace po = boost::program_options;

po::options_description visible_options() {
  po::options_description options("Options");
  options.add_options()("out", po::value<std::string>(),
                        "directory for the runs and their index, new or empty")("help,h",
                                                                                "print this");
  return options;
}

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
  for (const MergedRun& run : runs) {
    const ScenarioResult result = judge(run.place, ReportFormat::kLine);
    index.push_back(
        {run.place.scenario, run.place.seed,
         run.name.empty() ? IndexStatus::kNotRun : index_status(status_of(result.outcomes)),
         run.name});
    printer.print(result);
  }
  write_run_index(parent, index);
}

}  // namespace

int merge_command(const Arguments& arguments) {
  const po::options_description visible = visible_options();
  po::options_description all;
  all.add(visible).add_options()("directory", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("directory", -1);
  po::variables_map values;
  po::store(po::command_line_parser(arguments).options(all).positional(positional).run(), values);
  if (values.count("help")) {
    std::cout << "Usage: keyrace merge DIR... --out DIR\n\n"
                 "DIR is what run --shard left with --out, a run directory, or a directory of\n"
                 "such. The exit status is that of all runs together; a run of the campaign that\n"
                 "no DIR has counts as one that could not be done.\n\n"
              << visible;
    return kExitHolds;
  }
  if (!values.count("directory"))
    throw UsageError("merge: needs the directories of shards or runs");
  if (!values.count("out"))
    throw UsageError("merge: needs --out DIR, a new directory for the runs");
  ReportPrinter printer(ReportFormat::kLine, true, "");
  merge(absolute_paths(values["directory"].as<std::vector<std::string>>()),
        values["out"].as<std::string>(), printer);
  printer.finish();
  std::cout << printer.summary() << "\n";
  return printer.status();
}

}  // namespace keyrace
