#include "lab/guest/kernel_trace.h"

#include <fcntl.h>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/guest/guest_filesystem.h"

namespace keyrace {
namespace {

std::string tracefs(const std::string& path) {
  return std::string(guest_path::kTracing) + "/" + path;
}

void enable_event(const std::string& event, const std::string& filter = "") {
  const std::string directory = tracefs("events/" + event);
  if (!filter.empty()) write_file(directory + "/filter", filter);
  write_file(directory + "/enable", "1");
}

std::string any_of(const std::vector<std::string>& interfaces) {
  std::string filter;
  for (const std::string& interface : interfaces) {
    if (!filter.empty()) filter += " || ";
    filter += "name == \"" + interface + "\"";
  }
  return filter;
}

// Before 6.4 the kernel gives mac80211's drops no reason of their own; then there is nothing to
// record.
bool has_drop_reasons() {
  const std::string format = read_file(tracefs("events/skb/kfree_skb/format"));
  return format.find("rx_sk") != std::string::npos || format.find("reason;") != std::string::npos;
}

// Reasons of subsystems (mac80211 is one) start above the core's (include/net/dropreason.h).
constexpr char kSubsystemReasons[] = "reason > 65535";

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

KernelTrace::KernelTrace(EventLoop& loop, const std::vector<std::string>& interfaces,
                         const std::string& output)
    : loop_(loop),
      output_path_(output),
      output_(open_file(output, O_WRONLY | O_CREAT | O_TRUNC, 0600)) {
  write_file(tracefs("trace_clock"), "mono");
  write_file(tracefs("buffer_size_kb"), "8192");
  enable_event("net/netif_rx", "name == \"hwsim0\"");
  enable_event("net/netif_receive_skb", any_of(interfaces));
  if (has_drop_reasons()) enable_event("skb/kfree_skb", kSubsystemReasons);
  for (const char* event : kAlwaysRecorded) enable_event(event);
  write_file(tracefs("tracing_on"), "1");
  pipe_ = open_file(tracefs("trace_pipe"), O_RDONLY | O_NONBLOCK);
  marker_ = open_file(tracefs("trace_marker"), O_WRONLY);
  loop_.watch(pipe_.get(), [this] { drain(); });
}

void KernelTrace::mark(const std::string& text) {
  write_all(marker_.get(), text + "\n", "trace_marker");
}

void KernelTrace::drain() {
  char buffer[65536];
  for (;;) {
    const ssize_t got = read(pipe_.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EAGAIN) return;
    if (check("read the kernel's trace", got) == 0) return;
    write_all(output_.get(), {buffer, static_cast<std::size_t>(got)}, output_path_);
  }
}

void KernelTrace::finish() {
  write_file(tracefs("tracing_on"), "0");
  loop_.unwatch(pipe_.get());
  drain();
  const std::string stats = read_file(tracefs("per_cpu/cpu0/stats"));
  if (stats.find("\noverrun: 0\n") == std::string::npos ||
      stats.find("\ndropped events: 0\n") == std::string::npos) {
    throw SystemError("record the kernel's trace", "events were lost:\n" + stats);
  }
}

}  // namespace keyrace
