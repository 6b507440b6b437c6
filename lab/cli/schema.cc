// `keyrace schema`: the scenario language as a JSON Schema, or as a page to read.
#include <boost/program_options.hpp>
#include <iostream>

#include "lab/cli/command_line.h"
#include "lab/scenario/scenario_schema.h"

namespace keyrace {

int schema_command(const Arguments& arguments) {
  namespace po = boost::program_options;
  po::options_description options("Options");
  options.add_options()("format", po::value<std::string>()->default_value("json"),
                        "json (a JSON Schema) or markdown")("help,h", "print this");
  po::variables_map values;
  po::store(po::command_line_parser(arguments)
                .options(options)
                .positional(po::positional_options_description())
                .run(),
            values);
  if (values.count("help")) {
    std::cout << "Usage: keyrace schema [OPTIONS]\n\n" << options;
    return kExitHolds;
  }
  const auto& format = values["format"].as<std::string>();
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
