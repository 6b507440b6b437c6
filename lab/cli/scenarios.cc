// `keyrace scenarios`: the library, with what each scenario is about.
#include <iostream>

#include "lab/cli/command_help.h"
#include "lab/cli/command_line.h"
#include "lab/engine/installation.h"
#include "lab/scenario/scenario_file.h"
#include "lab/scenario/scenario_reader.h"

namespace keyrace {

CommandHelp scenarios_help() {
  return {"scenarios", "", "list the scenarios of the library", "", {}};
}

int scenarios_command(const Arguments& arguments) {
  if (!parse_arguments(scenarios_help(), arguments)) return kExitHolds;
  const std::string library = scenario_library();
  for (const std::string& name : library_scenarios(library)) {
    std::cout << name << "\n    " << load_scenario(resolve_scenario_path(name, library)).about
              << "\n\n";
  }
  return kExitHolds;
}

}  // namespace keyrace
