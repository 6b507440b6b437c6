// Engine `uml`: boots a User-Mode Linux kernel as an ordinary process, with the host's file system
// as its root (read-only) and `keyrace guest JOB` as PID 1, in virtual time. First arrow: scenario
// -> engine.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "lab/engine/kernel.h"

namespace keyrace {

struct UmlOptions {
  std::string guest_program;  // absolute path of the keyrace that runs inside
  std::string run_directory;  // absolute; has the job file
  std::chrono::seconds wall_deadline;
  // Told about once a second while the guest runs, with the wall time so far.
  std::function<void(std::chrono::seconds)> on_progress;
};

// Returns when the guest has powered off and left its summary without an error. Throws LabFailure
// with the reason and the console's tail otherwise, Interrupted on SIGINT or SIGTERM.
void run_uml(const Kernel& kernel, const UmlOptions& options);

}  // namespace keyrace
