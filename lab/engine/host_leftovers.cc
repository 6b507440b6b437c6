#include "lab/engine/host_leftovers.h"

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

// Not where the machine may have it mounted: that is nobody else's business.
class Tracing {
 public:
  Tracing() : mounted_(detached_fs("tracefs")) {}
  fs::path operator/(const std::string& name) const {
    return fs::path("/proc/self/fd/" + std::to_string(mounted_.get())) / name;
  }

 private:
  UniqueFd mounted_;
};

std::vector<std::string> trace_buffers(const Tracing& tracing) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(tracing / "instances")) {
    const std::string name = entry.path().filename();
    if (name.starts_with(kTraceNames)) names.push_back(name);
  }
  return names;
}

// Lines "r32:keyrace_4711/keyrace_tkip ieee80211_crypto_tkip_decrypt answer=$retval:u32".
std::vector<std::string> probes(const Tracing& tracing) {
  std::vector<std::string> names;
  if (!fs::exists(tracing / "kprobe_events")) return names;
  std::istringstream lines(read_file(tracing / "kprobe_events"));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = line.find(':') + 1;
    const std::string name = line.substr(begin, line.find(' ') - begin);
    if (name.starts_with(kTraceNames)) names.push_back(name);
  }
  return names;
}

// A run that is alive holds the lock; without one there has been no run since the machine started.
bool nobody_runs() {
  const UniqueFd lock(open(kLock, O_RDWR | O_CLOEXEC));
  return lock && flock(lock.get(), LOCK_EX | LOCK_NB) == 0;
}

}  // namespace

UniqueFd lock_host() {
  if (mkdir(kState, 0700) != 0 && errno != EEXIST) {
    throw SystemError(std::string("make ") + kState);
  }
  UniqueFd lock = open_file(kLock, O_RDWR | O_CREAT, 0600);
  if (flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) throw SystemError(std::string("lock ") + kLock);
  throw LabFailure("--engine host: another run has this machine's kernel; one at a time");
}

void note_monitor_state() {
  if (!Rtnl().is_up(kMonitor)) write_file(kMonitorWasDown, "");
}

void remove_host_leftovers() {
  const Tracing tracing;
  for (const std::string& name : trace_buffers(tracing)) remove_trace_buffer(name);
  for (const std::string& name : probes(tracing)) remove_probe(name);
  if (fs::exists(kMonitorWasDown)) lower_monitor(kMonitor);
}

std::vector<std::string> left_trace_buffers() {
  return nobody_runs() ? trace_buffers(Tracing()) : std::vector<std::string>{};
}

std::vector<std::string> left_probes() {
  return nobody_runs() ? probes(Tracing()) : std::vector<std::string>{};
}

std::vector<std::string> raised_monitors() {
  if (!nobody_runs() || !fs::exists(kMonitorWasDown)) return {};
  return {kMonitor};
}

void remove_trace_buffer(const std::string& name) {
  check("remove the trace buffer " + name, rmdir((Tracing() / ("instances/" + name)).c_str()));
}

void remove_probe(const std::string& name) {
  const Tracing tracing;
  const UniqueFd file = open_file(tracing / "kprobe_events", O_WRONLY | O_APPEND);
  write_all(file.get(), "-:" + name + "\n", "kprobe_events");
}

void lower_monitor(const std::string& name) {
  // Gone, if the driver was unloaded meanwhile.
  if (fs::exists("/sys/class/net/" + name)) Rtnl().set_down(name);
  fs::remove(kMonitorWasDown);
}

}  // namespace keyrace
