// The program's command line: one file per subcommand beside this one, all with the signature
// below.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "lab/cli/command_help.h"

namespace keyrace {

// Exit statuses of the contract.
enum ExitStatus : int {
  kExitHolds = 0,  // every expectation holds
  kExitDoesNotHold = 1,
  kExitBadInput = 2,
  kExitLabFailed = 3,
};

// Wrong usage; main prints it with a pointer to --help. Exit status 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

using Arguments = std::vector<std::string>;

int run_command(const Arguments& arguments);
int report_command(const Arguments& arguments);
int verify_command(const Arguments& arguments);
int merge_command(const Arguments& arguments);
int scenarios_command(const Arguments& arguments);
int schema_command(const Arguments& arguments);
int doctor_command(const Arguments& arguments);
// Not for people: of the engines, and of the build.
int guest_command(const Arguments& arguments);
int host_guest_command(const Arguments& arguments);
int generate_command(const Arguments& arguments);

CommandHelp run_help();
CommandHelp report_help();
CommandHelp verify_help();
CommandHelp merge_help();
CommandHelp scenarios_help();
CommandHelp schema_help();
CommandHelp doctor_help();
// All of these, in the order of --help.
std::vector<CommandHelp> help_of_commands();

// One line on what keyrace is, and one paragraph on its exit status.
extern const char* const kWhatItIs;
extern const char* const kExitStatuses;

// argv of main; catches everything.
int run_command_line(int argc, char** argv);

}  // namespace keyrace
