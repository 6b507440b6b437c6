#include "lab/guest/drop_probes.h"

#include <fcntl.h>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/guest/guest_filesystem.h"

namespace keyrace {
namespace {

struct Probe {
  const char* event;
  const char* definition;  // behind the name; Documentation/trace/kprobetrace.rst
};

// At their ends; the functions answer RX_CONTINUE (0 before 6.4, then 1), or how the frame is
// dropped: since 6.4 with its drop reason.
constexpr Probe kProbes[] = {
    {"keyrace_tkip", "ieee80211_crypto_tkip_decrypt answer=$retval:u32"},
    {"keyrace_ccmp", "ieee80211_crypto_ccmp_decrypt answer=$retval:u32"},
    {"keyrace_michael", "ieee80211_rx_h_michael_mic_verify answer=$retval:u32"},
};

// Each line is a command of its own, behind those that somebody else gave.
bool command(const std::string& line) {
  const std::string path = std::string(guest_path::kTracing) + "/kprobe_events";
  const UniqueFd file(open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  return file && write(file.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

}  // namespace

DropProbes::DropProbes(const std::string& group) {
  for (const Probe& probe : kProbes) {
    const std::string name = group + "/" + probe.event;
    if (command("r:" + name + " " + probe.definition + "\n")) events_.push_back(name);
  }
}

DropProbes::~DropProbes() {
  for (const std::string& name : events_) command("-:" + name + "\n");
}

}  // namespace keyrace
