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
  char kind;               // 'p': at the function's beginning, 'r': at its end
};

// The functions answer RX_CONTINUE, which is 0, or how the frame is dropped.
constexpr Probe kRefusals[] = {
    {"keyrace_tkip", "ieee80211_crypto_tkip_decrypt answer=$retval:u32", 'r'},
    {"keyrace_ccmp", "ieee80211_crypto_ccmp_decrypt answer=$retval:u32", 'r'},
    {"keyrace_michael", "ieee80211_rx_h_michael_mic_verify answer=$retval:u32", 'r'},
};

// Every frame that a handler has not passed on ends here.
constexpr Probe kOutcome = {"keyrace_outcome", "ieee80211_rx_handlers_result answer=$arg2:u32",
                            'p'};

// Each line is a command of its own, behind those that somebody else gave.
bool command(const std::string& line) {
  const std::string path = std::string(guest_path::kTracing) + "/kprobe_events";
  const UniqueFd file(open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  return file && write(file.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

}  // namespace

DropProbes::DropProbes(const std::string& group, bool outcomes) : group_(group) {
  std::vector<Probe> probes(std::begin(kRefusals), std::end(kRefusals));
  if (outcomes) probes.push_back(kOutcome);
  std::vector<std::string> made;
  for (const Probe& probe : probes) {
    const std::string name = group + "/" + probe.event;
    if (!command(std::string(1, probe.kind) + ":" + name + " " + probe.definition + "\n")) break;
    made.push_back(name);
  }
  if (made.size() == probes.size()) {
    events_ = std::move(made);
  } else {
    for (const std::string& name : made) command("-:" + name + "\n");
  }
}

DropProbes::~DropProbes() {
  for (const std::string& name : events_) command("-:" + name + "\n");
}

}  // namespace keyrace
