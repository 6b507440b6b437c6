// A run as a CI system shows it: its report, or why there is none. Several of them make one
// document. Called by lab/cli; last arrow of the flow, verify -> report. Reads reports as JSON, as
// comparison.h does.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "lab/scenario/scenario.h"

namespace keyrace {

enum class OutcomeStatus { kHolds, kDoesNotHold, kError };

const char* to_string(OutcomeStatus status);  // "holds", "does-not-hold", "error"

// What a campaign knows of one of its runs; nothing of a run by itself.
struct CampaignPlace {
  std::vector<Setting> point = {};      // what a point of a sweep sets; empty: it is none
  std::vector<std::string> alone = {};  // words that run it alone, behind "keyrace run"
};

struct RunOutcome {
  std::string scenario;
  std::string variant = {};  // of a scenario that compares; empty: it is none
  CampaignPlace place = {};
  std::uint64_t seed = 0;
  std::string run_directory = {};              // as it is to be shown; empty: there is none
  nlohmann::ordered_json report = {};          // as report_to_json gives it; null: see `error`
  std::string error = {};                      // what the lab could not do
  std::string file = {};                       // of the scenario; empty: not known
  std::vector<std::optional<int>> lines = {};  // of the report's expectations in `file`, from 1
  std::string page = {};                       // RunResult::page
  std::string diagram = {};  // rekey_diagram of the worst rekey; empty: there was none

  OutcomeStatus status() const;
  std::optional<int> line_of(std::size_t expectation) const;
  // "own-build 2.11", "late /faults/0/by=50ms"
  std::string name() const;
};

// How many of a report's expectations do not hold.
std::size_t failed_expectations(const nlohmann::ordered_json& report);

// The worst of all: an error, one that does not hold, or kHolds.
OutcomeStatus status_of(const std::vector<RunOutcome>& outcomes);

// "own-build 2.11", "late /faults/0/by=50ms"; with the seed behind it where several have the same
// name, and with the directory where that is the same, too.
std::vector<std::string> distinct_names(const std::vector<RunOutcome>& outcomes);

// "every expectation holds", "2 of 5 expectations do not hold", "could not be done".
std::string verdict_in_words(const RunOutcome& outcome);
// "44 of 46 runs hold, 1 does not, 1 could not be done".
std::string summary_in_words(const std::vector<RunOutcome>& outcomes);

// JUnit XML as Jenkins and Surefire read it: a testsuite for each run, a testcase for each of its
// expectations. What the lab could not do is an error, not a failure.
std::string outcomes_to_junit(const std::vector<RunOutcome>& outcomes);

// GitHub's Markdown, for a job's summary. At most kLargestMarkdown octets: what is too much is
// counted.
std::string outcomes_to_markdown(const std::vector<RunOutcome>& outcomes);
inline constexpr std::size_t kLargestMarkdown = 512 * 1024;  // GitHub takes 1 MiB from a step

// One file that needs no other, for a browser: each run's answer, timeline and tables; variants of
// a scenario are side by side. Runs whose timelines would make it too large for a browser, those
// that hold first, come without, and say so. Throws LabFailure where has_html_page() is false.
std::string outcomes_to_html(const std::vector<RunOutcome>& outcomes);
inline constexpr std::size_t kLargestTimelines = 64 * 1024 * 1024;  // octets of JSON
bool has_html_page();  // false: this program was built without (KEYRACE_HTML=OFF)

// GitHub's workflow commands: an ::error for each expectation that does not hold, and for each run
// that could not be done; at most kMostAnnotations, of which the last then counts the rest. Empty
// when there is none.
std::string outcomes_to_github(const std::vector<RunOutcome>& outcomes);
inline constexpr std::size_t kMostAnnotations = 10;  // GitHub shows no more errors of a step

}  // namespace keyrace
