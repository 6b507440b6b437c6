// Sentences for a terminal. Used by the text reports.
#pragma once

#include <ostream>
#include <string>

namespace keyrace {

// `text` broken at spaces, each line behind `indent`; the first behind `bullet`.
void print_wrapped(std::ostream& out, const std::string& text, const std::string& bullet,
                   const std::string& indent);

}  // namespace keyrace
