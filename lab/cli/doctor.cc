// `keyrace doctor`: what is here, what is missing, and the command that mends it.
#include <boost/program_options.hpp>
#include <iostream>

#include "lab/cli/command_help.h"
#include "lab/cli/command_line.h"
#include "lab/doctor/diagnosis.h"
#include "lab/engine/left_overs.h"

namespace keyrace {
namespace {

int clean() {
  int status = kExitHolds;
  for (const LeftOver& each : remove_left_overs()) {
    if (each.trouble.empty()) {
      std::cout << "removed the " << each.what << " " << each.name << "\n";
    } else {
      std::cerr << "keyrace: remove the " << each.what << " " << each.name << ": " << each.trouble
                << "\n";
      status = kExitLabFailed;
    }
  }
  return status;
}

}  // namespace

CommandHelp doctor_help() {
  namespace po = boost::program_options;
  po::options_description options;
  options.add_options()("format",
                        po::value<std::string>()->default_value("text")->value_name("text|json"),
                        "format of the findings")(
      "clean", po::bool_switch(), "remove what dead runs left behind, and nothing else");
  return {"doctor", "", "tell what is missing here, and the command that mends it",
          "Exit status: 0 when the default engine would work, 3 when it would not.\n", options};
}

int doctor_command(const Arguments& arguments) {
  const auto parsed = parse_arguments(doctor_help(), arguments);
  if (!parsed) return kExitHolds;
  const boost::program_options::variables_map& values = *parsed;
  if (values["clean"].as<bool>()) return clean();
  const auto& format = values["format"].as<std::string>();
  if (format != "text" && format != "json") {
    throw UsageError("--format " + format + ": unknown; text or json would be right");
  }
  const Diagnosis diagnosis = diagnose(gather_facts());
  if (format == "json") {
    std::cout << diagnosis_to_json(diagnosis).dump(2) << "\n";
  } else {
    std::cout << diagnosis_to_text(diagnosis);
  }
  return diagnosis.default_engine_works() ? kExitHolds : kExitLabFailed;
}

}  // namespace keyrace
