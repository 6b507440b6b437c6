// The scenario language for editors and for people. Called by lab/cli/schema.cc; first arrow of the
// flow, scenario -> engine.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace keyrace {

// JSON Schema, draft 2020-12. Every scenario that scenario_from_json takes is valid under it; what
// only scenario_check.h can tell, it does not refuse.
nlohmann::ordered_json scenario_schema();

// Markdown: docs/scenario.md is this text.
std::string scenario_page();

}  // namespace keyrace
