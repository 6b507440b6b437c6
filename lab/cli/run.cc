// `keyrace run SCENARIO...`: runs scenarios one after the other and prints what they answer.
#include "lab/run.h"

#include <unistd.h>

#include <boost/program_options.hpp>
#include <filesystem>
#include <iostream>

#include "lab/cli/command_line.h"
#include "lab/cli/report_format.h"
#include "lab/engine/installation.h"
#include "lab/scenario/scenario_file.h"
#include "lab/scenario/scenario_reader.h"

namespace keyrace {
namespace {

namespace po = boost::program_options;

struct LoadedScenario {
  Scenario scenario;
  std::string source;
};

po::options_description visible_options() {
  po::options_description options("Options");
  options.add_options()("out", po::value<std::string>()->default_value(""),
                        "run directory, new or empty; of several scenarios, its parent "
                        "(default: runs/NAME-N)")(
      "kernel", po::value<std::string>()->default_value("default"),
      "kernel under test: default, a built version, or the path of a UML kernel")(
      "set", po::value<std::vector<std::string>>()->composing(),
      "POINTER=VALUE, changes a value of the scenario, such as /duration=20s")(
      "seed", po::value<std::string>(),
      "what chance decides is drawn from this number, the same as --set /seed=N")(
      "format", po::value<std::string>()->default_value("text"), "text or json")(
      "deadline", po::value<int>()->default_value(0),
      "wall-clock seconds after which a guest counts as hung (default: 60 and the duration)")(
      "quiet", po::bool_switch(), "print one line for each scenario")("help,h", "print this");
  return options;
}

// On a terminal one line that changes, elsewhere one every ten seconds; nothing for short runs.
class Progress {
 public:
  explicit Progress(std::string name) : name_(std::move(name)) {}
  ~Progress() {
    if (shown_ && terminal_) std::cerr << "\r\033[K" << std::flush;
  }

  void operator()(std::chrono::seconds elapsed) {
    if (!terminal_ && shown_ && elapsed.count() % 10 != 0) return;
    if (elapsed == last_) return;
    last_ = elapsed;
    std::cerr << (terminal_ ? "\r" : "") << "keyrace: " << name_ << " runs, " << elapsed.count()
              << " s so far" << (terminal_ ? "" : "\n") << std::flush;
    shown_ = true;
  }

 private:
  std::string name_;
  bool terminal_ = isatty(STDERR_FILENO) == 1;
  bool shown_ = false;
  std::chrono::seconds last_{0};
};

std::vector<LoadedScenario> load_all(const std::vector<std::string>& arguments,
                                     const std::vector<std::string>& overrides) {
  std::vector<LoadedScenario> scenarios;
  for (const std::string& argument : arguments) {
    const std::filesystem::path path = resolve_scenario_path(argument, scenario_library());
    scenarios.push_back({load_scenario(path, overrides), path});
    check_before_run(scenarios.back().scenario, path);
  }
  return scenarios;
}

// --seed counts as the last of them.
std::vector<std::string> overrides_of(const po::variables_map& values) {
  std::vector<std::string> overrides;
  if (values.count("set")) overrides = values["set"].as<std::vector<std::string>>();
  if (values.count("seed")) overrides.push_back("/seed=" + values["seed"].as<std::string>());
  return overrides;
}

std::string directory_for(const std::string& out, const LoadedScenario& each, bool several) {
  return several && !out.empty() ? out + "/" + each.scenario.name : out;
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
                 "scenarios).\n\n"
              << visible;
    return kExitHolds;
  }
  if (!values.count("scenario")) throw UsageError("run: no scenario given");
  const auto overrides = overrides_of(values);
  const ReportFormat format = values["quiet"].as<bool>()
                                  ? ReportFormat::kLine
                                  : parse_report_format(values["format"].as<std::string>());

  // Everything is read before anything runs: a typo in the last file shows at once.
  const auto scenarios = load_all(values["scenario"].as<std::vector<std::string>>(), overrides);
  RunOptions options;
  options.kernel = find_kernel(values["kernel"].as<std::string>());
  options.wall_deadline = std::chrono::seconds(values["deadline"].as<int>());

  int status = kExitHolds;
  ReportPrinter printer(format, scenarios.size() > 1);
  for (const LoadedScenario& each : scenarios) {
    Progress progress(each.scenario.name);
    options.run_directory =
        directory_for(values["out"].as<std::string>(), each, scenarios.size() > 1);
    options.on_progress = std::ref(progress);
    const RunResult result = run_scenario(each.scenario, options);
    printer.print(result.report, result.run_directory);
    if (!result.report.all_expectations_hold()) status = kExitDoesNotHold;
  }
  return status;
}

}  // namespace keyrace
