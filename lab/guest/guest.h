// `keyrace guest JOB`: PID 1 of the kernel under test (engines uml and qemu).
#pragma once

#include <string>

namespace keyrace {

// Mounts, runs the job's experiment, leaves guest.json, powers the kernel off. Does not return.
[[noreturn]] void run_guest(const std::string& job_path);

}  // namespace keyrace
