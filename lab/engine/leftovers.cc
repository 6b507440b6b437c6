#include "lab/engine/leftovers.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <filesystem>
#include <sstream>

#include "emulator/netlink/rtnl.h"
#include "emulator/sys/file.h"
#include "emulator/sys/mount.h"
#include "emulator/sys/system_error.h"
#include "lab/engine/lab_failure.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

// Root's alone, and gone when the machine restarts, as all of the rest.
constexpr char kState[] = "/run/keyrace";
constexpr char kLock[] = "/run/keyrace/lock";
constexpr char kMonitorWasDown[] = "/run/keyrace/hwsim0-was-down";

constexpr char kMonitor[] = "hwsim0";

using Removed = std::vector<std::string>;

void make_state_directory() {
  if (mkdir(kState, 0700) != 0 && errno != EEXIST) {
    throw SystemError(std::string("make ") + kState);
  }
}

void remove_trace_buffers(const fs::path& tracing, Removed& removed) {
  std::vector<fs::path> ours;
  for (const auto& entry : fs::directory_iterator(tracing / "instances")) {
    if (entry.path().filename().string().starts_with(kTraceNames)) ours.push_back(entry.path());
  }
  for (const fs::path& each : ours) {
    check("remove the trace buffer " + each.filename().string(), rmdir(each.c_str()));
    removed.push_back("trace buffer " + each.filename().string());
  }
}

// Lines "r32:keyrace_4711/keyrace_tkip ieee80211_crypto_tkip_decrypt answer=$retval:u32".
void remove_probes(const fs::path& tracing, Removed& removed) {
  const fs::path path = tracing / "kprobe_events";
  if (!fs::exists(path)) return;
  std::istringstream lines(read_file(path));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = line.find(':') + 1;
    const std::string name = line.substr(begin, line.find(' ') - begin);
    if (!name.starts_with(kTraceNames)) continue;
    const UniqueFd file = open_file(path, O_WRONLY | O_APPEND);
    write_all(file.get(), "-:" + name + "\n", "kprobe_events");
    removed.push_back("probe " + name);
  }
}

void restore_monitor(Removed& removed) {
  if (!fs::exists(kMonitorWasDown)) return;
  // Gone, if the driver was unloaded meanwhile.
  if (fs::exists(std::string("/sys/class/net/") + kMonitor)) Rtnl().set_down(kMonitor);
  fs::remove(kMonitorWasDown);
  removed.push_back(std::string(kMonitor) + " up");
}

}  // namespace

UniqueFd lock_host() {
  make_state_directory();
  UniqueFd lock = open_file(kLock, O_RDWR | O_CREAT, 0600);
  if (flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) throw SystemError(std::string("lock ") + kLock);
  throw LabFailure("--engine host: another run has this machine's kernel; one at a time");
}

void note_monitor_state() {
  make_state_directory();
  if (!Rtnl().is_up(kMonitor)) write_file(kMonitorWasDown, "");
}

std::vector<std::string> remove_leftovers() {
  Removed removed;
  // Not where the machine may have it mounted: that is nobody else's business.
  const UniqueFd mounted = detached_fs("tracefs");
  const fs::path tracing = "/proc/self/fd/" + std::to_string(mounted.get());
  remove_trace_buffers(tracing, removed);
  remove_probes(tracing, removed);
  restore_monitor(removed);
  return removed;
}

}  // namespace keyrace
