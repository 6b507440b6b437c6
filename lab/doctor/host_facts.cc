#include "lab/doctor/host_facts.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "emulator/netlink/genl_socket.h"
#include "emulator/netlink/hwsim_abi.h"
#include "emulator/sys/file.h"
#include "emulator/sys/mount.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

bool lists_hwsim(const fs::path& path) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.substr(0, line.find(':')).find("/mac80211_hwsim.ko") != std::string::npos) return true;
  }
  return false;
}

HwsimDriver find_driver() {
  try {
    const GenlSocket hwsim(hwsim::kFamily);
    return HwsimDriver::kLoaded;
  } catch (const SystemError&) {
  }
  utsname system{};
  check("uname", uname(&system));
  const fs::path modules = fs::path("/lib/modules") / system.release;
  return lists_hwsim(modules / "modules.dep") ? HwsimDriver::kNotLoaded : HwsimDriver::kNone;
}

// The steps of a run that a container or a user namespace may forbid.
void take_the_steps() {
  check("make namespaces", unshare(CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC));
  enter_private_mounts();
  make_mounts_read_only();
  const UniqueFd tracing = detached_fs("tracefs");
  check("find a trace event of the network",
        faccessat(tracing.get(), "events/net/netif_rx", F_OK, 0));
}

std::string try_in_a_child() {
  const UniqueFd told = memory_file("keyrace-trouble", {});
  const pid_t child = check("fork", fork());
  if (child == 0) {
    try {
      take_the_steps();
    } catch (const std::exception& error) {
      const std::string what = error.what();
      _exit(write(told.get(), what.data(), what.size()) > 0 ? 1 : 2);
    }
    _exit(0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return read_file("/proc/self/fd/" + std::to_string(told.get()));
}

}  // namespace

HostFacts look_at_host() {
  HostFacts facts;
  facts.driver = find_driver();
  facts.monitor = fs::exists("/sys/class/net/hwsim0");
  if (geteuid() == 0 && facts.driver == HwsimDriver::kLoaded) facts.trouble = try_in_a_child();
  return facts;
}

}  // namespace keyrace
