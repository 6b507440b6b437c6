// `keyrace run SCENARIO...`: runs scenarios, and the variants of one that compares, one after the
// other and prints what they answer.
#include "lab/run.h"

#include <unistd.h>

#include <boost/program_options.hpp>
#include <filesystem>
#include <iostream>

#include "lab/cli/command_line.h"
#include "lab/cli/report_format.h"
#include "lab/compare.h"
#include "lab/engine/installation.h"
#include "lab/scenario/scenario_file.h"
#include "lab/scenario/scenario_reader.h"
#include "lab/stack/named_program.h"

namespace keyrace {
namespace {

namespace po = boost::program_options;

po::options_description visible_options() {
  po::options_description options("Options");
  options.add_options()("out", po::value<std::string>()->default_value(""),
                        "run directory, new or empty; of several runs, their parent "
                        "(default: runs/NAME-N)")(
      "engine", po::value<std::string>()->default_value("uml"),
      "uml: User-Mode Linux, in virtual time; qemu: any kernel for PCs, in real time; host: this "
      "machine's own kernel, in real time, for root")(
      "accel", po::value<std::string>()->default_value("tcg"),
      "for engine qemu; tcg: emulates, and counts time by instructions; kvm: real time")(
      "kernel", po::value<std::string>()->default_value("default"),
      "kernel under test: default, a built version, or the path of a UML kernel (qemu: of a "
      "bzImage)")("set", po::value<std::vector<std::string>>()->composing(),
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
  ~Progress() { clear(); }

  // Before something is printed; the next call shows it again.
  void clear() const {
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

// So that its evidence says which file was run.
void find_named_programs(LoadedScenario& loaded) {
  find_named_programs(loaded.scenario);
  for (ScenarioVariant& variant : loaded.variants) find_named_programs(variant.scenario);
}

std::vector<LoadedScenario> load_all(const std::vector<std::string>& arguments,
                                     const std::vector<std::string>& overrides) {
  std::vector<LoadedScenario> scenarios;
  for (const std::string& argument : arguments) {
    const std::filesystem::path path = resolve_scenario_path(argument, scenario_library());
    scenarios.push_back(load_with_variants(path, overrides));
    LoadedScenario& loaded = scenarios.back();
    check_before_run(loaded.scenario, path);
    for (const ScenarioVariant& variant : loaded.variants) check_before_run(variant.scenario, path);
    find_named_programs(loaded);
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

Engine engine_of(const std::string& name) {
  const auto engine = engine_by_name(name);
  if (!engine) throw UsageError("--engine " + name + ": uml, qemu or host would be right");
  return *engine;
}

Accelerator accelerator_of(const std::string& name) {
  if (name == "tcg") return Accelerator::kTcg;
  if (name == "kvm") return Accelerator::kKvm;
  throw UsageError("--accel " + name + ": tcg or kvm would be right");
}

Kernel kernel_for(Engine engine, const std::string& name) {
  switch (engine) {
    case Engine::kUml:
      return find_kernel(name);
    case Engine::kQemu:
      return find_pc_kernel(name);
    case Engine::kHost:
      if (name != "default") {
        throw UsageError("--kernel " + name + ": engine host runs on this machine's own kernel");
      }
      return {};
  }
  return {};
}

std::string directory_for(const std::string& out, const LoadedScenario& each, bool several) {
  return several && !out.empty() ? out + "/" + each.scenario.name : out;
}

// Runs it and prints what it answers; whether every expectation holds.
bool run_and_print(const LoadedScenario& each, RunOptions options, ReportPrinter& printer) {
  Progress progress(each.scenario.name);
  options.on_progress = std::ref(progress);
  if (each.variants.empty()) {
    const RunResult result = run_scenario(each.scenario, options);
    progress.clear();
    printer.print(result.report, result.run_directory);
    return result.report.all_expectations_hold();
  }
  const ComparisonResult result =
      run_variants(each.scenario.name, each.variants, options,
                   [&](const std::string& variant, const RunResult& run) {
                     progress.clear();
                     printer.print_variant(variant, run.report, run.run_directory);
                   });
  printer.print(result.comparison, result.directory);
  return result.comparison.all_expectations_hold();
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
  options.engine = engine_of(values["engine"].as<std::string>());
  options.accelerator = accelerator_of(values["accel"].as<std::string>());
  options.kernel = kernel_for(options.engine, values["kernel"].as<std::string>());
  options.wall_deadline = std::chrono::seconds(values["deadline"].as<int>());

  int status = kExitHolds;
  ReportPrinter printer(format, scenarios.size() > 1);
  for (const LoadedScenario& each : scenarios) {
    options.run_directory =
        directory_for(values["out"].as<std::string>(), each, scenarios.size() > 1);
    if (!run_and_print(each, options, printer)) status = kExitDoesNotHold;
  }
  return status;
}

}  // namespace keyrace
