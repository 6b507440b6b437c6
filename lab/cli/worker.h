// A run in a process of its own: what crashes or hangs there is that run's failure alone.
// Called by run_pool.cc.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

#include "emulator/sys/unique_fd.h"

namespace keyrace {

class Worker {
 public:
  // Forks; `work` runs in the child, which begins on `cpu` where one is given, and what it returns
  // is the result. Throws SystemError.
  Worker(const std::function<std::string()>& work, std::optional<int> cpu);
  // Ends it in order (SIGTERM: a run removes what it made) and waits for that.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Readable when it has ended.
  int fd() const { return pidfd_.get(); }
  // What `work` returned; waits. Throws LabFailure with what `work` threw, or with how the process
  // ended.
  std::string result();

 private:
  int wait();

  UniqueFd output_;
  UniqueFd pidfd_;
  pid_t pid_ = -1;
};

}  // namespace keyrace
