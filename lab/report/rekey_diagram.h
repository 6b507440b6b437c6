// The worst rekey as a Mermaid sequence diagram, as GitHub draws it: its messages, when each side
// switched, and which frames failed. Called by comparison.cc for markdown.cc; last arrow of the
// flow, verify -> report.
#pragma once

#include <string>

#include "lab/report/report.h"

namespace keyrace {

// Of Report::worst; empty: there is none. At most kDrawnSteps arrows and notes: a diagram of more
// is not read, and GitHub refuses one of 50,000 characters.
std::string rekey_diagram(const Report& report);
inline constexpr std::size_t kDrawnSteps = 30;

// Text within a diagram, on one line: '#' begins an entity there, and ';' ends a statement.
std::string mermaid_text(const std::string& text);

}  // namespace keyrace
