// Commands that a person can paste into a shell. Called by lab/cli.
#pragma once

#include <string>
#include <vector>

namespace keyrace {

// Each word in quotes where a shell would not take it as it is.
std::string shell_words(const std::vector<std::string>& words);

}  // namespace keyrace
