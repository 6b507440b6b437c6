// The whole flow: scenario -> engine -> [guest] -> verify -> report. Only run.cc knows all stages.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "lab/engine/engine.h"
#include "lab/engine/kernel.h"
#include "lab/engine/qemu.h"
#include "lab/report/report.h"
#include "lab/scenario/scenario.h"

namespace keyrace {

struct RunOptions {
  std::string run_directory;  // to be made; empty: runs/<scenario>-<n>
  Engine engine = Engine::kUml;
  Accelerator accelerator = Accelerator::kTcg;  // qemu only
  Kernel kernel;                                // host: what is known about this machine's
  std::chrono::seconds wall_deadline{0};        // 0: chosen by the scenario's duration
  // Where the scenario stands: its file, as a person types it, and the lines of the values there.
  std::string source_file = {};
  std::map<std::string, int> source_lines = {};
  bool for_page = false;  // RunResult::page is wanted
  std::function<void(std::chrono::seconds)> on_progress;
};

struct RunResult {
  Report report;
  std::string run_directory;
  // What the HTML page shows of a run beside its report, as JSON text: "{"scenario", "timeline"}".
  // Without a passphrase: pages are passed on. Empty where it is not wanted.
  std::string page = {};
};

// Checks what can be known before a run (the expectations' paths). Throws ScenarioError.
void check_before_run(const Scenario& scenario, const std::string& source);

// Throws SystemError, LabFailure, EvidenceError (the evidence contradicts itself) or Interrupted.
RunResult run_scenario(const Scenario& scenario, const RunOptions& options);

// From the evidence alone: the same result again, on any machine. Writes frames.jsonl and
// report.json.
RunResult result_from_evidence(const std::string& run_directory, bool for_page);

}  // namespace keyrace
