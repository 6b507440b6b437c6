// Engine `uml`: boots a User-Mode Linux kernel as an ordinary process, with the host's file system
// as its root (read-only) and `keyrace guest JOB` as PID 1, in virtual time. First arrow: scenario
// -> engine.
#pragma once

#include "lab/engine/guest_process.h"
#include "lab/engine/kernel.h"

namespace keyrace {

// Returns and throws as GuestProcess::wait.
void run_uml(const Kernel& kernel, const GuestOptions& options);

}  // namespace keyrace
