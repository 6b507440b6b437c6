// `keyrace guest JOB`, started by an engine as PID 1 of the kernel under test, and `keyrace
// host-guest JOB`, by engine host on this machine's; never by a person.
#include "lab/guest/guest.h"

#include <unistd.h>

#include "lab/cli/command_line.h"

namespace keyrace {

int guest_command(const Arguments& arguments) {
  // It mounts over /dev and powers the machine off.
  if (getpid() != 1) throw UsageError("guest: only for PID 1 of a guest that keyrace boots");
  if (arguments.size() != 1) throw UsageError("guest: needs one argument, the job file");
  run_guest(arguments[0]);
}

int host_guest_command(const Arguments& arguments) {
  if (arguments.size() != 1) throw UsageError("host-guest: needs one argument, the job file");
  run_guest_on_host(arguments[0]);
  return kExitHolds;
}

}  // namespace keyrace
