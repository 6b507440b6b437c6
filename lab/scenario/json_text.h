// JSON text as scenarios are written: comments allowed, duplicate keys not, errors with line and
// column. Called by the scenario reader; first arrow of the flow, scenario -> engine.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace keyrace {

// `source` names the text in errors. Throws ScenarioError: "FILE:LINE:COLUMN: not valid JSON: ...",
// or "FILE: /pointer: duplicate key", also of lists and objects nested too deeply.
nlohmann::json parse_json_text(const std::string& text, const std::string& source);

// A value as an error message shows it: short, on one line, always printable.
std::string json_excerpt(const nlohmann::json& value);

}  // namespace keyrace
