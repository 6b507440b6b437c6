#include "lab/report/outcome.h"

#include <algorithm>
#include <map>

#include "lab/report/spoken.h"
#include "lab/scenario/sweep.h"

namespace keyrace {
namespace {

auto count_of(const std::vector<RunOutcome>& outcomes, OutcomeStatus status) {
  return std::ranges::count(outcomes, status, &RunOutcome::status);
}

// Which of the names are not there once only.
std::vector<std::size_t> repeated(const std::vector<std::string>& names) {
  std::map<std::string, std::size_t> counts;
  for (const std::string& name : names) ++counts[name];
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (counts[names[i]] > 1) found.push_back(i);
  }
  return found;
}

}  // namespace

std::size_t failed_expectations(const nlohmann::ordered_json& report) {
  return static_cast<std::size_t>(std::ranges::count_if(
      report.at("expectations"), [](const auto& each) { return each.at("held") == false; }));
}

const char* to_string(OutcomeStatus status) {
  switch (status) {
    case OutcomeStatus::kHolds:
      return "holds";
    case OutcomeStatus::kDoesNotHold:
      return "does-not-hold";
    case OutcomeStatus::kError:
      return "error";
  }
  return "";
}

OutcomeStatus RunOutcome::status() const {
  if (report.is_null()) return OutcomeStatus::kError;
  return failed_expectations(report) == 0 ? OutcomeStatus::kHolds : OutcomeStatus::kDoesNotHold;
}

std::string RunOutcome::name() const {
  const std::string point = spoken_point(place.point);
  return scenario + (variant.empty() ? "" : " " + variant) + (point.empty() ? "" : " " + point);
}

std::optional<int> RunOutcome::line_of(std::size_t expectation) const {
  return expectation < lines.size() ? lines[expectation] : std::nullopt;
}

OutcomeStatus status_of(const std::vector<RunOutcome>& outcomes) {
  for (const OutcomeStatus status : {OutcomeStatus::kError, OutcomeStatus::kDoesNotHold}) {
    if (count_of(outcomes, status) > 0) return status;
  }
  return OutcomeStatus::kHolds;
}

std::vector<std::string> distinct_names(const std::vector<RunOutcome>& outcomes) {
  std::vector<std::string> names;
  std::ranges::transform(outcomes, std::back_inserter(names), &RunOutcome::name);
  for (const std::size_t i : repeated(names)) {
    names[i] += " (seed " + std::to_string(outcomes[i].seed) + ")";
  }
  for (const std::size_t i : repeated(names)) {
    names[i].insert(names[i].size() - 1, ", " + outcomes[i].run_directory);
  }
  return names;
}

std::string verdict_in_words(const RunOutcome& outcome) {
  if (outcome.report.is_null()) return "could not be done";
  return spoken_expectations(failed_expectations(outcome.report),
                             outcome.report.at("expectations").size());
}

std::string summary_in_words(const std::vector<RunOutcome>& outcomes) {
  const auto failed = count_of(outcomes, OutcomeStatus::kDoesNotHold);
  const auto errors = count_of(outcomes, OutcomeStatus::kError);
  std::string text = std::to_string(count_of(outcomes, OutcomeStatus::kHolds)) + " of " +
                     spoken_count(outcomes.size(), "run") +
                     (outcomes.size() == 1 ? " holds" : " hold");
  if (failed > 0) text += ", " + std::to_string(failed) + (failed == 1 ? " does not" : " do not");
  if (errors > 0) text += ", " + std::to_string(errors) + " could not be done";
  return text;
}

}  // namespace keyrace
