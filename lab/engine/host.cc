#include "lab/engine/host.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>

#include "emulator/netlink/genl_socket.h"
#include "emulator/netlink/hwsim_abi.h"
#include "emulator/sys/system_error.h"
#include "lab/engine/host_leftovers.h"
#include "lab/engine/lab_failure.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

// The guest's keeper ends the guest and tidies up.
constexpr std::chrono::seconds kPatience{10};

}  // namespace

void check_host() {
  if (geteuid() != 0) {
    throw LabFailure("--engine host: needs root; engine uml, the default, does not");
  }
  try {
    const GenlSocket hwsim(hwsim::kFamily);
  } catch (const SystemError&) {
    throw LabFailure(
        "--engine host: this kernel has no mac80211_hwsim, or it is not loaded: `modprobe "
        "mac80211_hwsim radios=0` loads it; engines uml and qemu do without");
  }
}

void run_host(const GuestOptions& options) {
  check_host();
  const UniqueFd lock = lock_host();
  remove_host_leftovers();
  ChildProcess::Options child;
  child.argv = {options.guest_program, "host-guest",
                options.run_directory + "/" + evidence_file::kJob};
  child.environment = {"HOME=/"};
  // Held as long as the guest's keeper or the guest lives.
  child.stdin_fd = lock.get();
  // One CPU for all: on several, what happens at the same time has no order.
  child.cpu = std::max(0, sched_getcpu());
  child.directory.assign(1, '/');  // "/" gives GCC 12 a false -Wrestrict
  try {
    GuestProcess(options, child, {}).wait(kPatience);
  } catch (...) {
    remove_host_leftovers();  // of a keeper that was killed
    throw;
  }
}

}  // namespace keyrace
