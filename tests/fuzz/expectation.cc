#include "lab/report/expectation.h"

#include <nlohmann/json.hpp>

#include "tests/fuzz/targets.h"

namespace keyrace {
namespace {

// A report with each kind of value, as a sample (one element in each list) or as it may be.
const nlohmann::json& report(bool sample) {
  static const nlohmann::json kSample = nlohmann::json::parse(R"({
    "lost": 0, "wall_s": 0.5, "started": false, "cause": "ap", "at_ns": null,
    "rekeys": [{"window_ns": 0, "kind": "ptk", "at": [0]}], "frames": {"verdicts": {"replay": 0}}})");
  static const nlohmann::json kActual = nlohmann::json::parse(R"({
    "lost": 18446744073709551615, "wall_s": 1e308, "started": true, "cause": "sta",
    "at_ns": -9223372036854775808,
    "rekeys": [{"window_ns": 61000000, "kind": "ptk", "at": []},
               {"window_ns": null, "kind": "gtk", "at": [1, 2, 3]}],
    "frames": {"verdicts": {"replay": 7}}})");
  return sample ? kSample : kActual;
}

}  // namespace

void fuzz_expectation(ByteSpan input) {
  const std::string text = text_of(input);
  try {
    validate_expectation(text, report(true));
  } catch (const ExpectationError& error) {
    require(error.what()[0] != '\0', "what is wrong has a reason");
    return;
  }
  // What passed before the run may fail after it only for what the report holds.
  try {
    const ExpectationResult result = evaluate_expectation(text, report(false));
    require(result.text == text && !result.actual.empty(), "a result says what was found");
    evaluate_expectation(text, report(false), {10'000'000, 1, 2});
  } catch (const ExpectationError&) {
  }
}

}  // namespace keyrace
