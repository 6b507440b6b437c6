#include "tests/bench/lab_runs.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "tests/bench/median.h"

namespace keyrace::bench {
namespace {

namespace fs = std::filesystem;

}  // namespace

LabRuns::LabRuns() {
  std::string pattern = fs::temp_directory_path() / "keyrace-bench-XXXXXX";
  if (!mkdtemp(pattern.data())) throw SystemError("mkdtemp " + pattern);
  directory_ = pattern;
}

LabRuns::~LabRuns() {
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

std::string LabRuns::write(const nlohmann::json& scenario) const {
  const std::string path = directory_ + "/scenario.json";
  write_file(path, scenario.dump(), 0600);
  return path;
}

LabRun LabRuns::run(const std::string& scenario) const {
  const std::string out = directory_ + "/run", report_file = directory_ + "/report.json";
  fs::remove_all(out);
  const Usage usage = run_program(
      {KEYRACE_PROGRAM, "run", scenario, "--out", out, "--format", "json"}, 0, report_file);
  const auto printed = nlohmann::json::parse(std::ifstream(report_file));
  LabRun result{usage, 0, 0, 0, 0};
  const auto add = [&](const nlohmann::json& report) {
    result.virtual_s += report["virtual_s"].get<double>();
    result.captured += report["frames"]["captured"].get<double>();
    result.judged += report["frames"]["protected"].get<double>();
    result.rekeys += static_cast<double>(report["rekeys"].size());
  };
  if (!printed.contains("variants")) {
    add(printed);
  } else {
    for (const auto& variant : printed["variants"]) add(variant["report"]);
  }
  return result;
}

LabRun LabRuns::of_file(const std::string& scenario) const {
  return median_run([&] { return run(scenario); });
}

LabRun LabRuns::of_library(const std::string& name) const {
  return of_file(std::string(KEYRACE_SCENARIOS) + "/" + name + ".json");
}

LabRun LabRuns::of(const nlohmann::json& scenario) const {
  return of_file(write(scenario));
}

Usage LabRuns::campaign(const nlohmann::json& scenario,
                        const std::vector<std::string>& arguments) const {
  const std::string out = directory_ + "/campaign";
  fs::remove_all(out);
  std::vector<std::string> argv{KEYRACE_PROGRAM, "run", write(scenario), "--out", out, "--quiet"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return run_program(argv);
}

std::vector<std::string> library_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(KEYRACE_SCENARIOS)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem());
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace keyrace::bench
