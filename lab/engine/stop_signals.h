// SIGINT and SIGTERM as a descriptor while a guest runs, so that a run is ended in order: the
// guest's kernel killed, its scratch directory removed.
#pragma once

#include <signal.h>

#include "emulator/sys/unique_fd.h"

namespace keyrace {

class StopSignals {
 public:
  StopSignals();
  // Gives the signals back their usual effect.
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  int fd() const { return fd_.get(); }
  // The signal that came; only when fd() is readable.
  int take();

 private:
  sigset_t previous_;
  UniqueFd fd_;
};

}  // namespace keyrace
