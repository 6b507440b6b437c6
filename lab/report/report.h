// The report of one run: report.json as a struct, so that every rendering says the same.
// Last arrow of the flow: verify -> report. Field names as in the JSON.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "lab/evidence/traffic_log.h"
#include "lab/report/expectation.h"
#include "lab/scenario/scenario.h"
#include "lab/verify/run_verdicts.h"
#include "lab/verify/run_walk.h"

namespace keyrace {

struct StackReport {
  std::string node;
  std::string name;     // "hostapd"
  std::string version;  // "2.10"; empty: it does not say
  std::string sha256;   // of the program's file, hexadecimal
  std::string program;
  std::vector<std::string> missing_kernel_options = {};  // that it said it would need: "CONFIG_..."
};

// A new key of one AP and STA (pairwise), or of the AP and all (group), while associated.
struct Rekey {
  int n = 0;         // from 1 in the run
  std::string kind;  // "pairwise" | "group"
  std::string sta;   // group: the STA whose switch is told
  int epoch = 0;     // the new key's, as in frames.jsonl
  // Why it began: "ap", "sta-request", "mic-failure-report", or "unknown".
  std::string cause;
  // When the new TK became active in each kernel; absent: it never did.
  std::optional<std::uint64_t> ap_active_ns;
  std::optional<std::uint64_t> sta_active_ns;
  // When TK and MIC keys were both the new ones.
  std::optional<std::uint64_t> ap_complete_ns;
  std::optional<std::uint64_t> sta_complete_ns;
  std::string first;                       // node that switched first
  std::optional<std::uint64_t> window_ns;  // between the two
  std::optional<std::uint64_t> outage_ns;  // longest gap in delivered traffic
  // Until the next rekey of the same kind and STA:
  std::uint64_t icv_failures = 0;
  std::uint64_t mic_failures = 0;
  std::uint64_t lost = 0;            // datagrams of the flows that never arrived
  std::uint64_t lost_in_window = 0;  // of these, sent between the first switch and the last half

  std::uint64_t begin_ns() const;  // the first switch
  std::uint64_t end_ns()
      const;  // the last half of the last switch; begin_ns() where one is missing
};

struct TrafficSummary {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  std::uint64_t lost = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t reordered = 0;
};

struct Report {
  std::string scenario;
  std::string engine;
  std::string kernel;  // release of the kernel under test
  double virtual_s = 0;
  double wall_s = 0;
  std::vector<StackReport> stacks;
  std::uint64_t captured = 0;
  std::uint64_t protected_frames = 0;
  std::map<Verdict, std::uint64_t> verdicts;
  std::uint64_t at_replay_check = 0;  // ICV failures that the replay check had dropped before
  std::map<Observed, std::uint64_t> observed;
  std::uint64_t compared = 0;
  std::uint64_t phase1_poisoned =
      0;  // ICV failures of the right key, see FrameVerdict::poisoned_by
  std::vector<FrameVerdict> disagreements;
  std::vector<Rekey> rekeys;
  std::optional<std::uint64_t> countermeasures_ns;
  TrafficSummary traffic;
  std::vector<ExpectationResult> expectations;
  std::vector<std::string> answer;

  bool all_expectations_hold() const;
};

// Everything but expectations, stacks' versions and hashes, and wall time, which are the caller's.
Report build_report(const Scenario& scenario, const RunEvidence& evidence,
                    const RunVerdicts& verdicts, const std::vector<TrafficRecord>& traffic);

nlohmann::ordered_json report_to_json(const Report& report);

// A report with one element in each list: what expectations are checked against before a run.
nlohmann::json sample_report();

// For a person on a terminal.
std::string report_to_text(const Report& report, const std::string& run_directory);

// The lines of Report::answer.
std::vector<std::string> explain(const Report& report, const RunVerdicts& verdicts);

}  // namespace keyrace
