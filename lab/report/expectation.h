// Conditions on report.json, the scenario's pass or fail: "frames.verdicts.mic_failure == 0".
// Called by lab/cli when a scenario is loaded (validate) and after the report is made (evaluate);
// last arrow of the flow, verify -> report.
//
//   condition  = sum OP sum | sum "within" sum ".." sum        OP: == != < <= > >=; A..B includes
//   both sum        = product { ("+" | "-") product } product    = factor { "*" factor } factor =
//   number | duration | "text" | true | false | null | PATH | "(" sum ")" | "-" factor
//              | ("sum" | "min" | "max" | "count") "(" PATH ")"
//   PATH       = key { "." key | "[" index "]" | "[*]" }       such as rekeys[*].window_ns
//
// Durations such as 50ms are nanoseconds. A condition with [*] must hold for every element, and
// does not hold for an empty list: count() is there to ask for emptiness.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace keyrace {

// The condition itself is wrong; the caller adds where it stands. Exit status 2.
class ExpectationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct ExpectationResult {
  std::string text;
  bool held = false;
  std::string
      actual;  // what was found: "traffic.lost = 12", "rekeys[2].window_ns = 61000000 (61ms)"
};

// Throws ExpectationError for bad syntax, a path that the report hasn't, or a comparison that no
// value could satisfy. `sample_report` has every key, and one element in each list.
void validate_expectation(const std::string& text, const nlohmann::json& sample_report);

// By how much a comparison may miss where what a CPU does takes time. All zero: in virtual time.
struct ExpectationTolerance {
  std::int64_t time_ns = 0;  // of times: paths that end with _ns
  // Of what falls between two sides' switches: numbers of lost datagrams, of ICV failures and of
  // frames for which there was no key. In one rekey, and in the run.
  std::int64_t frames_in_rekey = 0;
  std::int64_t frames = 0;
};

ExpectationResult evaluate_expectation(const std::string& text, const nlohmann::json& report,
                                       const ExpectationTolerance& tolerance = {});

}  // namespace keyrace
