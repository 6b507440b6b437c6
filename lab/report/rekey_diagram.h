// A rekey as a Mermaid sequence diagram: its messages, and when each side switched.
// Called by markdown.cc; last arrow of the flow, verify -> report.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace keyrace {

// `rekey` is one of the report's rekeys[], `ap` the access point's node. At most kDrawn messages.
std::string rekey_diagram(const nlohmann::ordered_json& rekey, const std::string& ap);

}  // namespace keyrace
