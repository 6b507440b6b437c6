// Probes in mac80211 itself (kprobe events) that tell what it says to a received frame, on kernels
// that don't: at what it was refused, and before 6.4, which know no drop reasons, that it was. Read
// by lab/evidence/trace_decoder.cc. Used by KernelTrace.
#pragma once

#include <string>
#include <vector>

namespace keyrace {

class DropProbes {
 public:
  // `group`: what the probes' events are called in tracefs; `outcomes`: also that a frame was
  // dropped. Without kprobe events in the kernel there are no probes.
  DropProbes(const std::string& group, bool outcomes);
  // Removes them; they have to be disabled by then.
  ~DropProbes();
  DropProbes(const DropProbes&) = delete;
  DropProbes& operator=(const DropProbes&) = delete;

  // Names below events/; empty: the kernel does not allow all of them.
  const std::vector<std::string>& events() const { return events_; }

 private:
  std::string group_;
  std::vector<std::string> events_;
};

}  // namespace keyrace
