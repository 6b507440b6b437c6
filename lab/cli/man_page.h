// keyrace(1) as roff, from what the commands say of themselves.
#pragma once

#include <string>
#include <vector>

#include "lab/cli/command_help.h"

namespace keyrace {

std::string man_page(const std::vector<CommandHelp>& commands, const std::string& what_it_is,
                     const std::string& exit_statuses, const std::string& version);

}  // namespace keyrace
