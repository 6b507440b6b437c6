// `keyrace schema [NAME]`: the scenario language as a JSON Schema, or as a page to read; and JSON
// Schemas of what keyrace writes.
#include <boost/program_options.hpp>
#include <iostream>

#include "lab/cli/command_help.h"
#include "lab/cli/command_line.h"
#include "lab/scenario/scenario_schema.h"
#include "lab/schemas/schemas.h"

namespace keyrace {
namespace {

constexpr char kScenario[] = "scenario";

std::vector<std::string> names_of_schemas() {
  std::vector<std::string> names = output_schema_names();
  names.insert(names.begin(), kScenario);
  return names;
}

// "scenario, comparison, ... or verify"
std::string spoken_names() {
  const std::vector<std::string> names = names_of_schemas();
  std::string spoken = names.front();
  for (std::size_t i = 1; i < names.size(); ++i) {
    spoken += (i + 1 == names.size() ? " or " : ", ") + names[i];
  }
  return spoken;
}

nlohmann::ordered_json schema_of(const std::string& name) {
  if (name == kScenario) return scenario_schema();
  const auto schema = output_schema(name);
  if (!schema) {
    throw UsageError("schema " + name + ": unknown; " + spoken_names() + " would be right");
  }
  return *schema;
}

}  // namespace

CommandHelp schema_help() {
  namespace po = boost::program_options;
  po::options_description options;
  options.add_options()(
      "format", po::value<std::string>()->default_value("json")->value_name("json|markdown"),
      "a JSON Schema, or a page to read");
  std::string about =
      "NAME is scenario, which is printed without a name, or what keyrace writes: a file of a run\n"
      "by its name, of which *.jsonl have a line described; reports is what run and report print,\n"
      "verify what verify prints.\n\n";
  for (const std::string& name : output_schema_names()) about += "  " + name + "\n";
  return {"schema", "[NAME]", "print the JSON Schema of scenarios, reports or evidence",
          about,    options,  names_of_schemas()};
}

int schema_command(const Arguments& arguments) {
  const auto values = parse_arguments(schema_help(), arguments);
  if (!values) return kExitHolds;
  const std::vector<std::string> names = operands(*values);
  if (names.size() > 1) throw UsageError("schema: needs one name at most");
  const std::string name = names.empty() ? kScenario : names.front();
  const auto& format = (*values)["format"].as<std::string>();
  if (format == "json") {
    std::cout << schema_of(name).dump(2) << "\n";
  } else if (format == "markdown") {
    if (name != kScenario) throw UsageError("--format markdown: there is a page of scenario only");
    std::cout << scenario_page();
  } else {
    throw UsageError("--format " + format + ": unknown; json or markdown would be right");
  }
  return kExitHolds;
}

}  // namespace keyrace
