// `keyrace generate man|bash|zsh|fish`: the man page and the completions, made from what the
// commands say of themselves. The build calls it.
#include <iostream>

#include "lab/cli/command_line.h"
#include "lab/cli/completions.h"
#include "lab/cli/man_page.h"

namespace keyrace {

int generate_command(const Arguments& arguments) {
  const std::string what = arguments.size() == 1 ? arguments[0] : "";
  const std::vector<CommandHelp> commands = help_of_commands();
  if (what == "man") {
    std::cout << man_page(commands, kWhatItIs, kExitStatuses, KEYRACE_VERSION);
  } else if (what == "bash") {
    std::cout << bash_completion(commands);
  } else if (what == "zsh") {
    std::cout << zsh_completion(commands);
  } else if (what == "fish") {
    std::cout << fish_completion(commands);
  } else {
    throw UsageError("generate: needs one of man, bash, zsh and fish");
  }
  return kExitHolds;
}

}  // namespace keyrace
