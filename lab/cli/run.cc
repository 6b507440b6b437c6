// `keyrace run SCENARIO...`: runs scenarios, and the variants of one that compares, and prints what
// they answer.
#include "lab/run.h"

#include <boost/program_options.hpp>
#include <iostream>

#include "lab/cli/command_line.h"
#include "lab/cli/planned_run.h"
#include "lab/cli/progress.h"
#include "lab/cli/report_printer.h"
#include "lab/cli/run_plan.h"
#include "lab/engine/lab_failure.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

namespace po = boost::program_options;

po::options_description visible_options() {
  po::options_description options("Options");
  options.add_options()("out", po::value<std::string>()->default_value(""),
                        "run directory, new or empty; of several runs, their parent "
                        "(default: runs/NAME-N)")(
      "kernel", po::value<std::string>()->default_value("default"),
      "kernel under test: default, a built version, or the path of a UML kernel")(
      "set", po::value<std::vector<std::string>>()->composing(),
      "POINTER=VALUE, changes a value of the scenario, such as /duration=20s")(
      "seed", po::value<std::string>(),
      "what chance decides is drawn from this number, the same as --set /seed=N; 1..100 or 1,5,9 "
      "runs each scenario with each of these")(
      "format", po::value<std::string>()->default_value("text"), report_format_names().c_str())(
      "output", po::value<std::string>()->default_value(""), "file to write in place of stdout")(
      "deadline", po::value<int>()->default_value(0),
      "wall-clock seconds after which a guest counts as hung (default: 60 and the duration)")(
      "quiet", po::bool_switch(), "print one line for each scenario")("help,h", "print this");
  return options;
}

PlanRequest plan_request(const po::variables_map& values) {
  PlanRequest request;
  if (!values.count("scenario")) throw UsageError("run: no scenario given");
  request.scenarios = values["scenario"].as<std::vector<std::string>>();
  if (values.count("set")) request.overrides = values["set"].as<std::vector<std::string>>();
  if (values.count("seed")) request.seeds = parse_seeds(values["seed"].as<std::string>());
  return request;
}

// Several runs have a parent directory where one is given.
std::string directory_for(const std::string& out, const PlannedRun& run, bool several) {
  const std::string requested = several && !out.empty() ? out + "/" + run.directory_name : out;
  return create_run_directory(requested, run.scenario().name);
}

ScenarioResult run_here(const PlannedRun& run, RunOptions options, ReportFormat format) {
  Progress progress;
  options.on_progress = [&](std::chrono::seconds elapsed) {
    progress.running(run.scenario().name, elapsed);
  };
  try {
    return carry_out(run, options, format);
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    progress.clear();
    return failed_result(run, options.run_directory, error.what(), format);
  }
}

}  // namespace

int run_command(const Arguments& arguments) {
  po::options_description hidden;
  hidden.add_options()("scenario", po::value<std::vector<std::string>>());
  const po::options_description visible = visible_options();
  po::options_description all;
  all.add(visible).add(hidden);
  po::positional_options_description positional;
  positional.add("scenario", -1);
  po::variables_map values;
  po::store(po::command_line_parser(arguments).options(all).positional(positional).run(), values);
  if (values.count("help")) {
    std::cout << "Usage: keyrace run SCENARIO... [OPTIONS]\n\n"
                 "SCENARIO is a file, or the name of a scenario of the library (keyrace "
                 "scenarios), or\na pattern of such names: 'sta-*'.\n\n"
              << visible;
    return kExitHolds;
  }
  const PlanRequest request = plan_request(values);
  const ReportFormat format = values["quiet"].as<bool>()
                                  ? ReportFormat::kLine
                                  : parse_report_format(values["format"].as<std::string>());
  const std::vector<PlannedRun> plan = plan_runs(request);
  RunOptions options;
  options.kernel = find_kernel(values["kernel"].as<std::string>());
  options.wall_deadline = std::chrono::seconds(values["deadline"].as<int>());

  ReportPrinter printer(format, plan.size() > 1, values["output"].as<std::string>());
  for (const PlannedRun& run : plan) {
    options.run_directory = directory_for(values["out"].as<std::string>(), run, plan.size() > 1);
    printer.print(run_here(run, options, format));
  }
  printer.finish();
  return printer.status();
}

}  // namespace keyrace
