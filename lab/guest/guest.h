// `keyrace guest JOB`: PID 1 of the kernel under test (engines uml and qemu), or of a PID namespace
// of this machine's kernel (engine host).
#pragma once

#include <string>

#include "lab/evidence/job.h"
#include "lab/guest/surroundings.h"

namespace keyrace {

// Mounts, runs the job's experiment and leaves guest.json, whatever happens.
void run_job(const Job& job, const Surroundings& surroundings);

// Mounts, runs the job's experiment, leaves guest.json, powers the kernel off. Does not return.
[[noreturn]] void run_guest(const std::string& job_path);

// The same on this machine's own kernel, in namespaces of its own, and then out of the way again:
// watches the guest, and ends it when asked to or when the process that started it is gone. Returns
// when nothing is left of it. Throws SystemError.
void run_guest_on_host(const std::string& job_path);

}  // namespace keyrace
