// keyrace: finds the subcommand and turns what it throws into the exit status of the contract:
// 0 holds, 1 an expectation does not, 2 usage or bad input, 3 the lab could not do its job.
#include "lab/cli/command_line.h"

int main(int argc, char** argv) {
  return keyrace::run_command_line(argc, argv);
}
