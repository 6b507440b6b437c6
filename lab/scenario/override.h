// One member of a scenario changed: by `--set POINTER=VALUE`, or by a variant of "compare".
// Called by load_scenario and make_variants; first arrow of the flow, scenario -> engine.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "lab/scenario/scenario_error.h"

namespace keyrace {

struct Override {
  std::string pointer;
  std::string value;
};

// Splits at the first '='. Throws ScenarioError that names the argument.
Override parse_override(const std::string& argument);

// `value` is JSON where it is valid JSON, else a string. What is missing on the way is created (an
// index as large as the list, or "-", adds an element): the strict reader judges the result. Throws
// ScenarioError for a bad pointer, or one that leads through a value without members. Returns the
// pointer with every "-" as the index that it became.
std::string apply_override(nlohmann::json& scenario, const std::string& pointer,
                           const std::string& value);

struct AppliedOverride {
  std::string source;   // what an error of it names: an argument, or the file
  std::string at;       // where it stands in the file; empty: in none
  std::string pointer;  // as apply_override returned it
};

bool is_at_or_below(const std::string& pointer, const std::string& ancestor);

// The same error told of the override that caused it; none when the file itself is at fault.
std::optional<ScenarioError> overriding_cause(const ScenarioError& error,
                                              const nlohmann::json& original,
                                              const std::vector<AppliedOverride>& applied);

}  // namespace keyrace
