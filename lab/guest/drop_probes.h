// Probes in mac80211 itself (kprobe events) that tell at what it refused a received frame, on
// kernels that don't: those before 6.4 know no drop reasons, of others the reasons' names may not
// be known. Read by lab/evidence/trace_decoder.cc. Used by KernelTrace.
#pragma once

#include <string>
#include <vector>

namespace keyrace {

class DropProbes {
 public:
  // `group`: what the probes' events are called in tracefs. Without kprobe events in the kernel
  // there are no probes.
  explicit DropProbes(const std::string& group);
  // Removes them; they have to be disabled by then.
  ~DropProbes();
  DropProbes(const DropProbes&) = delete;
  DropProbes& operator=(const DropProbes&) = delete;

  // Names below events/ of those that the kernel allows.
  const std::vector<std::string>& events() const { return events_; }

 private:
  std::vector<std::string> events_;
};

}  // namespace keyrace
