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
#include "lab/report/air_report.h"
#include "lab/report/authentications.h"
#include "lab/report/expectation.h"
#include "lab/report/flows.h"
#include "lab/report/power_save.h"
#include "lab/report/radius_report.h"
#include "lab/report/rekey_window.h"
#include "lab/report/text_style.h"
#include "lab/report/traffic_on_air.h"
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
  std::string interposed = "preload";  // how the shim took hold: "preload" | "seccomp"
  std::vector<std::string> missing_kernel_options = {};  // that it said it would need: "CONFIG_..."
};

// What ended the time in which the two sides of a rekey were not both under its whole key.
enum class RekeyEnd {
  kComplete,  // the last half of the last side
  kNextKey,   // it never came; another key did
  kLinkDown,  // it never came; a deauthentication or disassociation did
  kRunEnd,
};

const char* to_string(RekeyEnd end);  // "complete", "next-key", "link-down", "run-end"

// A new key of one AP and STA (pairwise), or of the AP and all (group), while associated.
struct Rekey {
  int n = 0;         // from 1 in the run
  std::string kind;  // "pairwise" | "group"
  std::string sta;   // group: the STA whose switch is told
  int epoch = 0;     // the new key's, as in frames.jsonl
  // Why it began: "ap" (its timer), "ap-command", "sta-request" (its timer or a command),
  // "sta-left", "mic-failure-report", "reauthentication" (pairwise: EAP went before it), or
  // "unknown".
  std::string cause;
  // When the new TK became active in each kernel; absent: it never did.
  std::optional<std::uint64_t> ap_active_ns;
  std::optional<std::uint64_t> sta_active_ns;
  // When TK and MIC keys were both the new ones.
  std::optional<std::uint64_t> ap_complete_ns;
  std::optional<std::uint64_t> sta_complete_ns;
  std::string first;                             // node that switched first
  std::optional<std::uint64_t> window_ns;        // between the two
  std::optional<std::uint64_t> outage_ns;        // longest gap in delivered traffic
  std::optional<std::uint64_t> outage_begin_ns;  // the last arrival before it
  // Until the next rekey of the same kind and STA:
  std::uint64_t icv_failures = 0;
  std::uint64_t mic_failures = 0;
  std::uint64_t lost = 0;            // datagrams of the UDP flows that never arrived
  std::uint64_t lost_in_window = 0;  // of these, sent between the first switch and end_ns
  std::uint64_t duplicates = 0;      // datagrams that arrived once more
  std::uint64_t reordered = 0;       // datagrams that one behind them overtook
  RekeyEnd end = RekeyEnd::kComplete;
  std::uint64_t end_ns = 0;
  // The handshake that brought the key: of the 4-way, or of the group key handshake.
  std::vector<EapolSighting> messages;

  std::uint64_t begin_ns() const;  // the first switch
  // Of the first message 4/4; nothing: there was none on the air.
  std::optional<bool> message_4_encrypted() const;
};

// A node's kernel was given the very pairwise key that it had. By the counter of the node's own
// frames under that key before and after it tells whether the key began anew.
enum class Counters {
  kKept,
  kRestarted,
  kUnknown,  // no frame of the node before, or none after it
};

const char* to_string(Counters counters);  // "kept", "restarted", "unknown"

struct Reinstall {
  std::string node;
  std::string sta;
  int epoch = 0;
  std::uint64_t at_ns = 0;
  Counters counters = Counters::kUnknown;
  // Where known: the last TSC or PN before it, the first one after it, and the latter's frame.
  std::optional<Tsc> before{};
  std::optional<Tsc> after{};
  std::optional<std::uint64_t> frame{};
  FrameCipher cipher = FrameCipher::kTkip;
};

// What became of a trigger of the scenario.
struct TriggerReport {
  std::string action;  // "rekey-ptk"
  std::string sta;     // empty: all
  std::string on;      // "data-frame"
  std::string of;
  std::uint32_t times = 0;  // as the scenario wants it
  std::uint32_t asked = 0;  // its stack got the command
  std::uint32_t done = 0;   // and agreed
};

// A pairwise key that was in a node's kernel before the handshake message left after which its
// stack asks for it (fault "early").
struct EarlyInstall {
  std::string node;
  std::string sta;  // the STA of the pair
  int epoch = 0;    // the key's, as in frames.jsonl
  std::uint64_t active_ns = 0;
  std::uint64_t after_frame = 0;          // the last frame captured before it
  std::optional<std::uint64_t> asked_ns;  // when the stack asked for it; absent: it never did
  std::string message;                    // "3/4" of an AP, "4/4" of a STA
  std::vector<std::uint64_t> frames;      // its sendings, until the stack asked
  std::uint64_t in_clear = 0;             // of these
  std::uint64_t under_new_key = 0;        // of these
  std::uint64_t unread = 0;               // of these, encrypted and not accepted at the other side
  // How the association ended, where the stack never asked; IEEE Std 802.11-2020, Table 9-49.
  std::optional<std::uint64_t> left_ns;
  std::optional<std::uint16_t> left_reason;
};

// Of all UDP flows.
struct TrafficSummary {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  std::uint64_t lost = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t reordered = 0;
};

struct Report {
  std::string scenario;
  std::uint64_t seed = 0;  // Scenario::seed
  std::string engine;
  std::string time = "virtual";  // RunRecord::time
  std::string kernel;            // release of the kernel under test
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
  // Frames that are signed with the MIC key for the other direction, whether accepted or not.
  std::uint64_t mic_reversed = 0;
  std::vector<FrameVerdict> disagreements;
  std::vector<Rekey> rekeys;
  std::optional<RekeyWindow> worst;  // of worst_rekey(); drawn, and no part of report.json
  std::vector<Authentication> authentications;
  RadiusReport radius;
  std::vector<TriggerReport> triggers;
  std::vector<EarlyInstall> early_installs;
  std::vector<UndoneInstall> undone;  // as RunVerdicts::undone
  std::vector<Reinstall> reinstalls;
  AirReport air;
  std::optional<std::uint64_t> countermeasures_ns;
  std::optional<std::uint64_t> countermeasures_over_ns;  // both sides had a pairwise key again
  TrafficSummary traffic;
  std::vector<FlowReport> flows;
  std::vector<TrafficDifference> traffic_differences;
  PowerSaveReport power_save;
  std::vector<ExpectationResult> expectations;
  std::vector<std::string> answer;

  bool all_expectations_hold() const;
};

// Everything but expectations, versions and hashes of programs, and wall time, which are the
// caller's.
Report build_report(const Scenario& scenario, const RunEvidence& evidence,
                    const RunVerdicts& verdicts, const std::vector<TrafficRecord>& traffic);

nlohmann::ordered_json report_to_json(const Report& report);

// A report with one element in each list: what expectations are checked against before a run.
nlohmann::json sample_report();

// For a person: the answer first, then the worst rekey as a picture, then the rest.
std::string report_to_text(const Report& report, const std::string& run_directory,
                           const TextStyle& style = {});

// The lines of Report::answer.
std::vector<std::string> explain(const Report& report, const RunVerdicts& verdicts);

}  // namespace keyrace
