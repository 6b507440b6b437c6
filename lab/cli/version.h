// `keyrace --version`: which keyrace this is, and which kernels and stacks it finds here.
#pragma once

#include <string>

namespace keyrace {

// Of the sources that were built: "5246c45a1b2c", with "-dirty" behind it where files differed, or
// "unknown" outside of a git checkout. commit.cmake writes it.
extern const char* const kCommit;

// "keyrace 0.1.0 (5246c45a1b2c)"
std::string version_line();
// That line, one for the kernels and one for the stacks.
std::string version_text();

}  // namespace keyrace
