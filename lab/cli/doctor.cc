// `keyrace doctor`: what is here, what is missing, and the command that mends it.
#include <boost/program_options.hpp>
#include <iostream>

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

int doctor_command(const Arguments& arguments) {
  namespace po = boost::program_options;
  po::options_description options("Options");
  options.add_options()("format", po::value<std::string>()->default_value("text"), "text or json")(
      "clean", po::bool_switch(), "remove what dead runs left behind, and nothing else")(
      "help,h", "print this");
  po::variables_map values;
  po::store(po::command_line_parser(arguments)
                .options(options)
                .positional(po::positional_options_description())
                .run(),
            values);
  if (values.count("help")) {
    std::cout << "Usage: keyrace doctor [OPTIONS]\n\n"
                 "Exit status: 0 when the default engine would work, 3 when it would not.\n\n"
              << options;
    return kExitHolds;
  }
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
