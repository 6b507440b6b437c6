// Records the kernel's own order of events (tracefs) into kernel.trace of the run directory: the
// only total order there is, because many events share one virtual timestamp. lab/evidence decodes
// it.
#pragma once

#include <string>
#include <vector>

#include "emulator/sys/event_loop.h"
#include "emulator/sys/unique_fd.h"
#include "lab/guest/drop_probes.h"
#include "lab/guest/trace_instance.h"

namespace keyrace {

class KernelTrace {
 public:
  // Starts recording. Delivered frames are recorded for `interfaces` only. `name`: of the buffer
  // and the probes in tracefs, so a word of letters, digits and '_'.
  KernelTrace(EventLoop& loop, const std::string& name, const std::vector<std::string>& interfaces,
              const std::string& output);

  // Puts a line of the guest's own between the kernel's.
  void mark(const std::string& text);

  // Writes what was recorded until now.
  void catch_up();
  // Stops recording and writes the rest. Throws when the kernel lost events: the order is then
  // unknown.
  void finish();

 private:
  EventLoop& loop_;
  TraceInstance trace_;
  bool drop_reasons_;
  DropProbes probes_;
  std::string output_path_;
  UniqueFd output_;
  UniqueFd pipe_;
  UniqueFd marker_;
};

}  // namespace keyrace
