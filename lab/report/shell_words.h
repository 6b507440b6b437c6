// Commands that a person can paste into a shell. Called by lab/report and lab/cli.
#pragma once

#include <string>
#include <vector>

namespace keyrace {

// In single quotes of a shell, whatever it is.
std::string single_quoted(const std::string& text);
// Each word in quotes where a shell would not take it as it is.
std::string shell_words(const std::vector<std::string>& words);

}  // namespace keyrace
