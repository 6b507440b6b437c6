#include "lab/guest/guest.h"

#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdio>

#include "emulator/sys/file.h"
#include "lab/evidence/job.h"
#include "lab/evidence/run_directory.h"
#include "lab/guest/experiment.h"
#include "lab/guest/guest_filesystem.h"
#include "lab/scenario/scenario_reader.h"

namespace keyrace {
namespace {

std::string kernel_release() {
  utsname names{};
  uname(&names);
  return names.release;
}

// A kernel of its own.
Surroundings own_kernel(const Job& job) {
  return {"keyrace", "", job.engine != "uml"};
}

}  // namespace

void run_job(const Job& job, const Surroundings& surroundings) {
  GuestSummary summary;
  try {
    mount_guest_filesystem(job);
    summary.kernel_release = kernel_release();
    summary.realtime_offset_ns = realtime_offset().count();
    summary.begin_ns = static_cast<std::uint64_t>(monotonic_now().count());
    const Scenario scenario = read_scenario(
        read_file(guest_path::evidence(evidence_file::kScenario)), evidence_file::kScenario);
    Experiment(scenario, surroundings).run(summary);
  } catch (const std::exception& error) {
    summary.error = error.what();
    std::fprintf(stderr, "keyrace guest: %s\n", error.what());
  }
  write_guest_summary(guest_path::evidence(evidence_file::kGuest), summary);
  hand_over_evidence(job);
}

void run_guest(const std::string& job_path) {
  try {
    const Job job = read_job(job_path);
    run_job(job, own_kernel(job));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "keyrace guest: %s\n", error.what());
  }
  sync();
  reboot(RB_POWER_OFF);
  _exit(1);  // only reached outside a guest, where powering off is not allowed
}

}  // namespace keyrace
