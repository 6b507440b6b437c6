#include "lab/guest/kernel_trace.h"

#include <fcntl.h>
#include <sys/utsname.h>

#include <cstdio>
#include <filesystem>
#include <utility>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

std::string any_of(const std::vector<std::string>& interfaces) {
  std::string filter;
  for (const std::string& interface : interfaces) {
    if (!filter.empty()) filter += " || ";
    filter += "name == \"" + interface + "\"";
  }
  return filter;
}

// kfree_skb tells reasons since 5.17, mac80211 gives its own since 6.4.
bool has_drop_reasons() {
  utsname names{};
  uname(&names);
  int major = 0, minor = 0;
  std::sscanf(names.release, "%d.%d", &major, &minor);
  return std::pair(major, minor) >= std::pair(6, 4);
}

// Reasons of subsystems (mac80211 is one) start above the core's (include/net/dropreason.h).
constexpr char kSubsystemReasons[] = "reason > 65535";

// Where a drop leaves no trace, a frame that has had no outcome when its receiver was done with it
// was dropped. mac80211 receives in tasklets (include/linux/interrupt.h: TASKLET_SOFTIRQ).
constexpr char kTasklets[] = "vec == 6";

constexpr const char* kAlwaysRecorded[] = {
    "cfg80211/rdev_add_key",
    "cfg80211/rdev_del_key",
    "cfg80211/rdev_return_int",
    "cfg80211/rdev_change_station",
    "cfg80211/rdev_del_station",
    "cfg80211/cfg80211_rx_control_port",
    "cfg80211/cfg80211_michael_mic_failure",
    "cfg80211/cfg80211_rx_mlme_mgmt",
    "cfg80211/cfg80211_tx_mlme_mgmt",
};

}  // namespace

KernelTrace::KernelTrace(EventLoop& loop, const std::string& name,
                         const std::vector<std::string>& interfaces, const std::string& output)
    : loop_(loop),
      trace_(name),
      drop_reasons_(has_drop_reasons()),
      probes_(name),
      output_path_(output),
      output_(open_file(output, O_WRONLY | O_CREAT | O_TRUNC, 0600)) {
  write_file(trace_.path("trace_clock"), "mono");
  write_file(trace_.path("buffer_size_kb"), "8192");
  trace_.enable_event("net/netif_rx", "name == \"hwsim0\"");
  trace_.enable_event("net/netif_receive_skb", any_of(interfaces));
  if (drop_reasons_) {
    trace_.enable_event("skb/kfree_skb", kSubsystemReasons);
  } else {
    trace_.enable_event("irq/softirq_entry", kTasklets);
    trace_.enable_event("irq/softirq_exit", kTasklets);
  }
  for (const char* event : kAlwaysRecorded) trace_.enable_event(event);
  for (const std::string& event : probes_.events()) trace_.enable_event(event);
  write_file(trace_.path("tracing_on"), "1");
  pipe_ = open_file(trace_.path("trace_pipe"), O_RDONLY | O_NONBLOCK);
  marker_ = open_file(trace_.path("trace_marker"), O_WRONLY);
  loop_.watch_in_batches(pipe_.get(), [this] { catch_up(); });
}

void KernelTrace::mark(const std::string& text) {
  write_all(marker_.get(), text + "\n", "trace_marker");
}

void KernelTrace::catch_up() {
  char buffer[65536];
  for (;;) {
    const ssize_t got = read(pipe_.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EAGAIN) return;
    if (check("read the kernel's trace", got) == 0) return;
    write_all(output_.get(), {buffer, static_cast<std::size_t>(got)}, output_path_);
  }
}

void KernelTrace::finish() {
  write_file(trace_.path("tracing_on"), "0");
  loop_.unwatch(pipe_.get());
  catch_up();
  for (const auto& cpu : std::filesystem::directory_iterator(trace_.path("per_cpu"))) {
    const std::string stats = read_file(cpu.path() / "stats");
    if (stats.find("\noverrun: 0\n") == std::string::npos ||
        stats.find("\ndropped events: 0\n") == std::string::npos) {
      throw SystemError("record the kernel's trace", "events were lost:\n" + stats);
    }
  }
}

}  // namespace keyrace
