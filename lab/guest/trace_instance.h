// A trace buffer of the run's own (tracefs, instances/NAME), so that nobody else's tracing is
// touched; removed with the object. Used by KernelTrace.
#pragma once

#include <string>

namespace keyrace {

class TraceInstance {
 public:
  // Throws SystemError.
  explicit TraceInstance(const std::string& name);
  ~TraceInstance();
  TraceInstance(const TraceInstance&) = delete;
  TraceInstance& operator=(const TraceInstance&) = delete;

  // Of one of its files: "trace_pipe".
  std::string path(const std::string& file) const { return directory_ + "/" + file; }
  void enable_event(const std::string& event, const std::string& filter = "") const;

 private:
  std::string directory_;
};

}  // namespace keyrace
