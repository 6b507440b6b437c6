#include "lab/cli/command_line.h"

#include <boost/program_options/errors.hpp>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "lab/capture/given_keys.h"
#include "lab/cli/version.h"
#include "lab/dot11/capture_input.h"
#include "lab/engine/kernel.h"
#include "lab/engine/lab_failure.h"
#include "lab/evidence/json_lines.h"
#include "lab/scenario/scenario_error.h"

namespace keyrace {
namespace {

struct NamedCommand {
  const char* name;
  int (*run)(const Arguments&);
  CommandHelp (*help)();  // nullptr: not for people
};

constexpr NamedCommand kCommands[] = {
    {"run", run_command, run_help},
    {"verify", verify_command, verify_help},
    {"report", report_command, report_help},
    {"merge", merge_command, merge_help},
    {"scenarios", scenarios_command, scenarios_help},
    {"schema", schema_command, schema_help},
    {"doctor", doctor_command, doctor_help},
    {"guest", guest_command, nullptr},
    {"host-guest", host_guest_command, nullptr},
    {"generate", generate_command, nullptr},
};

void print_usage(std::ostream& out) {
  out << "Usage: keyrace COMMAND [ARGUMENTS]\n\n" << kWhatItIs << "\n\n";
  for (const CommandHelp& command : help_of_commands()) {
    std::string name = command.name;
    name.resize(12, ' ');
    out << "  " << name << command.summary << "\n";
  }
  out << "\n  --version   print the version, and which kernels and stacks are here\n"
         "  --help      print this; `keyrace COMMAND --help` for a command\n\n"
      << kExitStatuses << "\n";
}

int dispatch(const Arguments& arguments) {
  if (arguments.empty()) throw UsageError("no command given");
  if (arguments[0] == "--help" || arguments[0] == "-h") {
    print_usage(std::cout);
    return kExitHolds;
  }
  if (arguments[0] == "--version") {
    std::cout << version_text();
    return kExitHolds;
  }
  for (const NamedCommand& command : kCommands) {
    if (arguments[0] == command.name) {
      return command.run({arguments.begin() + 1, arguments.end()});
    }
  }
  throw UsageError("unknown command '" + arguments[0] + "'");
}

int complain(const std::string& message, int status) {
  std::cout.flush();
  std::cerr << "keyrace: " << message << "\n";
  return status;
}

}  // namespace

const char* const kWhatItIs =
    "Reproduces Wi-Fi key-install races on virtual radios and explains every frame.";
const char* const kExitStatuses =
    "Exit status: 0 every expectation holds; 1 one does not; 2 wrong usage or bad input;\n"
    "3 the lab could not do its job.";

std::vector<CommandHelp> help_of_commands() {
  std::vector<CommandHelp> result;
  for (const NamedCommand& command : kCommands) {
    if (command.help) result.push_back(command.help());
  }
  return result;
}

int run_command_line(int argc, char** argv) {
  try {
    const int status = dispatch({argv + 1, argv + argc});
    std::cout.flush();
    if (!std::cout) return complain("write to stdout: failed", kExitLabFailed);
    return status;
  } catch (const UsageError& error) {
    return complain(std::string(error.what()) + "; see keyrace --help", kExitBadInput);
  } catch (const boost::program_options::error& error) {
    return complain(std::string(error.what()) + "; see keyrace --help", kExitBadInput);
  } catch (const ScenarioError& error) {
    return complain(error.what(), kExitBadInput);
  } catch (const CaptureError& error) {
    return complain(error.what(), kExitBadInput);
  } catch (const KeyError& error) {
    return complain(error.what(), kExitBadInput);
  } catch (const KernelNotFound& error) {
    return complain(error.what(), kExitBadInput);
  } catch (const EvidenceError& error) {
    return complain(error.what(), kExitBadInput);
  } catch (const Interrupted& error) {
    complain(error.what(), 0);
    std::signal(error.signal(), SIG_DFL);
    std::raise(error.signal());
    return kExitLabFailed;
  } catch (const std::exception& error) {
    return complain(error.what(), kExitLabFailed);
  }
}

}  // namespace keyrace
