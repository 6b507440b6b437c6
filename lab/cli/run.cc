// `keyrace run SCENARIO...`: runs scenarios, and the variants of one that compares, and prints what
// they answer.
#include "lab/run.h"

#include <algorithm>
#include <boost/program_options.hpp>
#include <cstdlib>
#include <iostream>
#include <iterator>

#include "lab/cli/campaign.h"
#include "lab/cli/check.h"
#include "lab/cli/command_help.h"
#include "lab/cli/command_line.h"
#include "lab/cli/planned_run.h"
#include "lab/cli/report_printer.h"
#include "lab/cli/run_plan.h"
#include "lab/cli/run_pool.h"
#include "lab/cli/search.h"
#include "lab/cli/whole_number.h"
#include "lab/engine/installation.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

namespace po = boost::program_options;

po::options_description run_options() {
  po::options_description options;
  options.add_options()("out", po::value<std::string>()->default_value("", "")->value_name("DIR"),
                        "run directory, new or empty; of several runs, their parent "
                        "(default: runs/NAME-N)")(
      "engine", po::value<std::string>()->default_value("uml")->value_name("uml|qemu|host"),
      "where the kernel runs: User-Mode Linux, in virtual time; qemu, any kernel for PCs; host, "
      "this machine's own, for root")(
      "accel", po::value<std::string>()->default_value("tcg")->value_name("tcg|kvm"),
      "engine qemu: emulated, time counted by instructions; or real time")(
      "kernel", po::value<std::string>()->default_value("default")->value_name("KERNEL"),
      "kernel under test: default, a built version, or the path of a UML kernel or its folder "
      "(qemu: of a bzImage)")(
      "set", po::value<std::vector<std::string>>()->composing()->value_name("POINTER=VALUE"),
      "changes a value of the scenario, such as /duration=20s")(
      "seed", po::value<std::string>()->value_name("N"),
      "what chance decides is drawn from this number, the same as --set /seed=N; 1..100 or 1,5,9 "
      "runs each scenario with each of these")("library", po::bool_switch(),
                                               "run every scenario of the library")(
      "jobs", po::value<int>()->default_value(0, "")->value_name("N"),
      "runs at a time, where there are several (default: one for each CPU; with engines qemu and "
      "host one)")(
      "shard", po::value<std::string>()->value_name("I/N"),
      "only the I-th of N parts (default: what a Slurm job array, a Kubernetes indexed "
      "Job, or KEYRACE_SHARD and KEYRACE_SHARDS say); keyrace merge joins the results")(
      "sweep", po::value<std::vector<std::string>>()->composing()->value_name("POINTER=VALUES"),
      "runs the scenario with each of the values, such as /faults/0/by=0ms..200ms:1ms or "
      "/traffic/0/rate=50,100; several make a grid")(
      "points", po::value<std::string>()->default_value("", "")->value_name("grid|pairs|N"),
      "how the values of several --sweep come together: each with each, the first of all and so "
      "on, or N random draws (default: grid)")(
      "search", po::value<std::string>()->value_name("POINTER=VALUES"),
      "finds the first of the values with which an expectation does not hold, by halving")(
      "resume", po::bool_switch(), "goes on with what an earlier call has left in --out DIR")(
      "deadline", po::value<int>()->default_value(0, "")->value_name("SECONDS"),
      "wall-clock seconds after which a guest counts as hung (default: 60 and the duration)")(
      "check", po::bool_switch(),
      "do each run twice and compare the evidence: status 0 when it is the same, octet for octet, "
      "1 when not");
  add_rendering_options(options);
  return options;
}

std::vector<std::string> scenarios_of(const po::variables_map& values) {
  const bool library = values["library"].as<bool>();
  std::vector<std::string> scenarios = operands(values);
  if (library && !scenarios.empty()) {
    throw UsageError("run: --library is every scenario; give either that or scenarios");
  }
  if (library) return {"*"};
  if (scenarios.empty()) throw UsageError("run: no scenario given");
  return scenarios;
}

std::string points_of(const std::string& points) {
  const auto number = whole_number(points);
  if (points.empty() || points == "grid" || points == "pairs" || (number && *number > 0)) {
    return points;
  }
  throw UsageError("--points " + points + ": grid, pairs or a number of draws would be right");
}

Shard shard_of(const po::variables_map& values) {
  if (values.count("shard")) return parse_shard(values["shard"].as<std::string>());
  return shard_from([](const char* name) { return std::getenv(name); }).value_or(Shard{});
}

PlanRequest plan_request(const po::variables_map& values) {
  PlanRequest request;
  request.scenarios = scenarios_of(values);
  request.library = scenario_library();
  if (values.count("set")) request.changes.overrides = values["set"].as<std::vector<std::string>>();
  if (values.count("sweep"))
    request.changes.sweeps = values["sweep"].as<std::vector<std::string>>();
  request.changes.points = points_of(values["points"].as<std::string>());
  if (values.count("seed")) request.seeds = parse_seeds(values["seed"].as<std::string>());
  request.shard = shard_of(values);
  for (const char* option : {"engine", "accel", "kernel"}) {
    if (values[option].defaulted()) continue;
    request.surroundings.insert(request.surroundings.end(),
                                {std::string("--") + option, values[option].as<std::string>()});
  }
  return request;
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

std::size_t jobs_of(const po::variables_map& values, Engine engine) {
  const int jobs = values["jobs"].as<int>();
  if (jobs < 0) throw UsageError("--jobs " + std::to_string(jobs) + ": 1 or more would be right");
  return jobs_for(engine, static_cast<std::size_t>(jobs));
}

// Only there time is nothing but what happens in it.
void check_that_check_can(const po::variables_map& values, Engine engine) {
  if (engine != Engine::kUml) {
    throw UsageError("run: --check with --engine " + values["engine"].as<std::string>() +
                     ": its time is not the run's alone, so two runs differ; engine uml would be "
                     "right");
  }
  for (const char* option : {"format", "output", "quiet"}) {
    if (values[option].defaulted()) continue;
    throw UsageError(std::string("run: --check prints no reports, so --") + option +
                     " has nothing to say; leave one of the two out");
  }
}

void tell_shard(const Shard& shard) {
  if (shard.source.empty()) return;
  std::cerr << "keyrace: this is shard " << shard.index << "/" << shard.count << ", as "
            << shard.source << " says\n";
}

int search(const po::variables_map& values, const PlanRequest& request,
           const CampaignOptions& options) {
  for (const char* other : {"sweep", "shard"}) {
    if (values.count(other)) {
      throw UsageError(std::string("run: --search and --") + other + " can't be had together");
    }
  }
  if (options.resume) throw UsageError("run: --search starts anew; leave out --resume");
  if (!values["format"].defaulted())
    throw UsageError("run: --search prints text; leave out --format");
  if (!values["output"].as<std::string>().empty()) {
    throw UsageError("run: --search prints to stdout; leave out --output");
  }
  ReportPrinter printer(ReportFormat::kLine, true, "");
  return run_search(request, values["search"].as<std::string>(), options, printer);
}

}  // namespace

CommandHelp run_help() {
  return {"run", "SCENARIO...", "run scenarios and explain what happened",
          "SCENARIO is a file, or the name of a scenario of the library (keyrace scenarios), or\n"
          "a pattern of such names: 'sta-*'.\n",
          run_options()};
}

int run_command(const Arguments& arguments) {
  const auto parsed = parse_arguments(run_help(), arguments);
  if (!parsed) return kExitHolds;
  const po::variables_map& values = *parsed;
  const PlanRequest request = plan_request(values);
  const Rendering rendering = rendering_of(values);
  RunOptions options;
  options.engine = engine_of(values["engine"].as<std::string>());
  options.accelerator = accelerator_of(values["accel"].as<std::string>());
  options.kernel = kernel_for(options.engine, values["kernel"].as<std::string>());
  options.wall_deadline = std::chrono::seconds(values["deadline"].as<int>());

  const auto& out = values["out"].as<std::string>();
  const bool resume = values["resume"].as<bool>();
  if (resume && out.empty()) {
    throw UsageError("run: --resume goes on in the directory of an earlier call; name it by --out");
  }
  const std::size_t jobs = jobs_of(values, options.engine);
  CampaignOptions campaign{options, out, resume, {"run"}, jobs, rendering};
  std::ranges::copy(arguments, std::back_inserter(campaign.words));
  if (values.count("search")) return search(values, request, campaign);

  const std::vector<PlannedRun> plan = plan_runs(request);
  const bool sweep = !plan.front().loaded.point.empty();
  // What belongs to a campaign has the campaign's layout, even if it is one run or none.
  const bool several =
      plan.size() > 1 || sweep || resume || values.count("shard") || values["library"].as<bool>();
  if (values["check"].as<bool>()) {
    check_that_check_can(values, options.engine);
    if (!several) campaign.run.run_directory = out;
    campaign.parent = several ? out : "";
    return check_runs(plan, campaign);
  }
  if (several) {
    tell_shard(request.shard);
    // A report of each of many points would not be read.
    if (sweep && values["format"].defaulted()) campaign.rendering.format = ReportFormat::kLine;
  }
  ReportPrinter printer(campaign.rendering.format, several, values["output"].as<std::string>());
  if (several) {
    run_campaign(plan, campaign, printer);
  } else {
    options.run_directory = create_run_directory(out, plan.front().scenario().name);
    printer.print(run_in_this_process(plan.front(), options, rendering));
  }
  printer.finish();
  return printer.status();
}

}  // namespace keyrace
