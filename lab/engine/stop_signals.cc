#include "lab/engine/stop_signals.h"

#include <sys/signalfd.h>

#include "emulator/sys/system_error.h"

namespace keyrace {

StopSignals::StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, &previous_);
  fd_ = UniqueFd(check("signalfd", signalfd(-1, &signals, SFD_CLOEXEC)));
}

StopSignals::~StopSignals() {
  sigprocmask(SIG_SETMASK, &previous_, nullptr);
}

int StopSignals::take() {
  signalfd_siginfo info{};
  check("read signalfd", read(fd_.get(), &info, sizeof info));
  return static_cast<int>(info.ssi_signo);
}

}  // namespace keyrace
