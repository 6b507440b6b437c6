// What bash, zsh and fish complete behind `keyrace`, from what the commands say of themselves.
#pragma once

#include <string>
#include <vector>

#include "lab/cli/command_help.h"

namespace keyrace {

// For bash with or without the package bash-completion.
std::string bash_completion(const std::vector<CommandHelp>& commands);
// The file _keyrace of a directory in $fpath.
std::string zsh_completion(const std::vector<CommandHelp>& commands);
std::string fish_completion(const std::vector<CommandHelp>& commands);

}  // namespace keyrace
