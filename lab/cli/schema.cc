// `keyrace schema`: the scenario language as a JSON Schema, or as a page to read.
#include <boost/program_options.hpp>
#include <iostream>

#include "lab/cli/command_help.h"
#include "lab/cli/command_line.h"
#include "lab/scenario/scenario_schema.h"

namespace keyrace {

CommandHelp schema_help() {
  namespace po = boost::program_options;
  po::options_description options;
  options.add_options()(
      "format", po::value<std::string>()->default_value("json")->value_name("json|markdown"),
      "a JSON Schema, or a page to read");
  return {"schema", "", "print the scenario language as a JSON Schema", "", options};
}

int schema_command(const Arguments& arguments) {
  const auto values = parse_arguments(schema_help(), arguments);
  if (!values) return kExitHolds;
  const auto& format = (*values)["format"].as<std::string>();
  if (format == "json") {
    std::cout << scenario_schema().dump(2) << "\n";
  } else if (format == "markdown") {
    std::cout << scenario_page();
  } else {
    throw UsageError("--format " + format + ": unknown; json or markdown would be right");
  }
  return kExitHolds;
}

}  // namespace keyrace
