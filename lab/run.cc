#include "lab/run.h"

#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/dot11/capture_input.h"
#include "lab/engine/host.h"
#include "lab/engine/installation.h"
#include "lab/engine/lab_failure.h"
#include "lab/engine/uml.h"
#include "lab/evidence/job.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/radius_log.h"
#include "lab/evidence/run_directory.h"
#include "lab/evidence/run_record.h"
#include "lab/evidence/scenario_source.h"
#include "lab/report/frames_log.h"
#include "lab/report/timeline.h"
#include "lab/scenario/scenario_fields.h"
#include "lab/scenario/scenario_reader.h"
#include "lab/stack/interposition.h"
#include "lab/stack/stack_version.h"

namespace keyrace {
namespace {

namespace file = evidence_file;

constexpr char kVirtualTime[] = "virtual";

// Of expectations, where what a CPU does takes time.
constexpr Duration kTimeTolerance = std::chrono::milliseconds(10);

// Generous: a virtual second of 100 frames takes some hundredths of a wall second, and a machine
// that is emulated while others are busy boots within half a minute.
std::chrono::seconds default_deadline(const Scenario& scenario, Engine engine) {
  const std::chrono::seconds preparation(engine == Engine::kQemu ? 180 : 60);
  return preparation + std::chrono::ceil<std::chrono::seconds>(scenario.duration);
}

// Returns what a second was.
std::string run_guest_on(const std::string& directory, const RunOptions& options,
                         const Scenario& scenario) {
  write_file(directory + "/" + file::kScenario, scenario_to_json(scenario).dump(2) + "\n", 0600);
  write_job(directory + "/" + file::kJob, {to_string(options.engine), directory, shim_library(),
                                           catch_program(), entropy_library()});
  const auto deadline = options.wall_deadline.count() > 0
                            ? options.wall_deadline
                            : default_deadline(scenario, options.engine);
  const GuestOptions guest{guest_program(), directory, deadline, options.on_progress,
                           scenario.seed};
  switch (options.engine) {
    case Engine::kUml:
      run_uml(options.kernel, guest);
      return kVirtualTime;
    case Engine::kQemu:
      return run_qemu(options.kernel, options.accelerator, guest) == Accelerator::kTcg ? "counted"
                                                                                       : "real";
    case Engine::kHost:
      run_host(guest);
      return "real";
  }
  return "";
}

// The guest's raw trace becomes kernel.jsonl; what was a capture of one kernel's text is then data.
// Returns what reading the file again would give.
std::vector<KernelEvent> decode_kernel_trace(const std::string& directory, const Kernel& kernel) {
  const std::string raw = directory + "/" + file::kRawTrace;
  std::ifstream trace(raw);
  std::vector<KernelEvent> events = decode_trace(trace, kernel.drop_reasons, file::kRawTrace);
  write_kernel_log(directory + "/" + file::kKernel, events);
  std::filesystem::remove(raw);
  return events;
}

RunEvidence read_evidence(const std::string& directory, std::vector<KernelEvent> kernel) {
  RunEvidence evidence;
  evidence.kernel = std::move(kernel);
  evidence.guest = read_guest_summary(directory + "/" + file::kGuest);
  evidence.keys = read_key_log(directory + "/" + file::kKeys);
  std::ifstream capture(directory + "/" + file::kAir, std::ios::binary);
  evidence.frames = read_air_frames(capture, directory + "/" + file::kAir);
  evidence.radius = read_radius_log(directory + "/" + file::kRadius);
  return evidence;
}

constexpr char kWouldHelp[] = "; set its \"interpose\" to \"seccomp\"";

// The two ways for the shim to see nothing of a stack, and what would help against each.
std::string why_not_attached(const GuestNode& node) {
  if (node.interposed == to_string(Interposition::kSeccomp)) {
    return "the shim did not start; see stacks/" + node.name + ".log";
  }
  return std::string(
             "the shim was not loaded: is it a script that runs a static program, or one "
             "without its environment?") +
         kWouldHelp;
}

std::string why_without_key(const GuestNode& node) {
  const std::string what = "it connected, but no pairwise key passed through the shim: ";
  if (node.interposed == to_string(Interposition::kSeccomp)) {
    return what + "it reaches the kernel by a way that is not seen, such as io_uring";
  }
  return what + "does it make its system calls itself, or run a static program?" + kWouldHelp;
}

// Without the shim's word on every install nothing can be judged.
void check_shims(const RunEvidence& evidence) {
  for (const GuestNode& node : evidence.guest.nodes) {
    const std::string attempt = "take hold of " + node.name + "'s stack " + node.program + ": ";
    if (std::ranges::find(evidence.keys.attached, node.name) == evidence.keys.attached.end()) {
      throw LabFailure(attempt + why_not_attached(node));
    }
    const auto installs = std::ranges::count_if(evidence.keys.entries, [&](const auto& entry) {
      return entry.node == node.name && entry.pairwise && entry.action == KeyAction::kInstall;
    });
    if (installs == 0) throw LabFailure(attempt + why_without_key(node));
  }
}

// A key that was to be early and was not: the run shows nothing of what it was made for. What the
// stacks do while they are ended does not matter.
void check_early_keys(const RunEvidence& evidence) {
  for (const KeyLogEntry& entry : evidence.keys.entries) {
    if (entry.fault.find("early-not-applicable") == std::string::npos) continue;
    if (entry.asked_ns >= evidence.guest.end_ns) continue;
    const std::string attempt =
        "install pairwise key " + std::to_string(entry.n) + " of " + entry.node + " early: ";
    if (entry.error < 0) throw LabFailure(attempt + std::strerror(-entry.error));
    throw LabFailure(attempt +
                     "its stack asked for a key before the shim had seen it send the message of "
                     "the handshake (as nl80211 control port frame or by a packet socket)");
  }
}

ScenarioSource source_of(const Scenario& scenario, const RunOptions& options) {
  ScenarioSource source{options.source_file, {}};
  for (const Expectation& expectation : scenario.expect) {
    const auto line = options.source_lines.find(expectation.pointer);
    source.lines.push_back(line == options.source_lines.end() ? std::nullopt
                                                              : std::optional(line->second));
  }
  return source;
}

RunRecord make_record(const std::string& directory, const RunOptions& options,
                      const std::string& time, double wall_s) {
  const GuestSummary guest = read_guest_summary(directory + "/" + file::kGuest);
  RunRecord record{to_string(options.engine), time, wall_s, {}};
  for (const GuestNode& node : guest.nodes) {
    // A program of the user's own may do anything when it is run here, whatever -v is to it.
    const bool known = node.stack != stack_name(ApStack::kCommand);
    record.stacks[node.name] = {known ? stack_version(node.program) : "",
                                program_sha256(node.program)};
  }
  if (!guest.radius_program.empty()) {
    record.stacks[kRadiusBuild] = {stack_version(guest.radius_program),
                                   program_sha256(guest.radius_program)};
  }
  return record;
}

// `Program` is what the report says of a stack or of the RADIUS server.
template <typename Program>
void name_build(Program& program, const RunRecord& record, const std::string& name) {
  const auto build = record.stacks.find(name);
  if (build == record.stacks.end()) return;
  program.version = build->second.version;
  program.sha256 = build->second.sha256;
}

// In a rekey the sides' switches may be as far apart, with datagrams in between.
ExpectationTolerance tolerance_of(const Scenario& scenario, const Report& report) {
  const std::chrono::duration<double> window = kTimeTolerance;
  double in_window = 0;
  for (const Flow& flow : scenario.traffic) in_window += window.count() * flow.rate;
  const auto in_rekey = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(in_window)));
  // The first handshake has a window, too.
  const auto handshakes = static_cast<std::int64_t>(report.rekeys.size()) + 1;
  return {kTimeTolerance.count(), in_rekey, in_rekey * handshakes};
}

std::string page_facts(const Scenario& scenario, const GuestSummary& guest,
                       const RunVerdicts& verdicts) {
  nlohmann::ordered_json told = scenario_to_json(scenario);
  told.at("network").erase("passphrase");
  const nlohmann::ordered_json facts{{"scenario", told},
                                     {"timeline", timeline_json(guest, verdicts)}};
  return facts.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

// What the run directory shows; kernel: what kernel.jsonl says.
RunResult judge(const std::string& directory, std::vector<KernelEvent> kernel, bool for_page) {
  const Scenario scenario = load_scenario(directory + "/" + file::kScenario);
  const RunRecord record = read_run_record(directory + "/" + file::kRun);
  const RunEvidence evidence = read_evidence(directory, std::move(kernel));
  check_shims(evidence);
  check_early_keys(evidence);
  const RunVerdicts verdicts = verify_run(evidence);
  Report report = build_report(scenario, evidence, verdicts,
                               read_traffic_log(directory + "/" + file::kTraffic));
  report.engine = record.engine;
  report.time = record.time;
  report.wall_s = record.wall_s;
  for (StackReport& stack : report.stacks) name_build(stack, record, stack.node);
  name_build(report.radius, record, kRadiusBuild);
  const nlohmann::json facts = report_to_json(report);
  const ExpectationTolerance tolerance =
      record.time == kVirtualTime ? ExpectationTolerance{} : tolerance_of(scenario, report);
  for (const Expectation& expectation : scenario.expect) {
    report.expectations.push_back(evaluate_expectation(expectation.text, facts, tolerance));
  }
  write_frames_log(directory + "/" + file::kFrames, verdicts.frames);
  write_file(directory + "/" + file::kReport, report_to_json(report).dump(2) + "\n", 0600);
  return {std::move(report), directory,
          for_page ? page_facts(scenario, evidence.guest, verdicts) : ""};
}

}  // namespace

void check_before_run(const Scenario& scenario, const std::string& source) {
  const nlohmann::json sample = sample_report();
  for (const Expectation& expectation : scenario.expect) {
    try {
      validate_expectation(expectation.text, sample);
    } catch (const ExpectationError& error) {
      throw ScenarioError(source, expectation.pointer, error.what());
    }
  }
}

RunResult run_scenario(const Scenario& scenario, const RunOptions& options) {
  const std::string directory = create_run_directory(options.run_directory, scenario.name);
  write_scenario_source(directory, source_of(scenario, options));
  const auto start = std::chrono::steady_clock::now();
  const std::string time = run_guest_on(directory, options, scenario);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  try {
    std::vector<KernelEvent> kernel = decode_kernel_trace(directory, options.kernel);
    write_run_record(directory + "/" + file::kRun,
                     make_record(directory, options, time, wall.count()));
    return judge(directory, std::move(kernel), options.for_page);
  } catch (const EvidenceError& error) {
    throw LabFailure(std::string("judge the run: ") + error.what() + "; evidence: " + directory);
  } catch (const CaptureError& error) {
    throw LabFailure(std::string("judge the run: ") + error.what() + "; evidence: " + directory);
  }
}

RunResult result_from_evidence(const std::string& directory, bool for_page) {
  return judge(directory, read_kernel_log(directory + "/" + file::kKernel), for_page);
}

}  // namespace keyrace
