// A program of the guest's whose end the event loop notices: to ask for its status then costs no
// system call as long as it runs. Used by the stacks and the RADIUS server.
#pragma once

#include <chrono>
#include <optional>

#include "emulator/sys/child_process.h"
#include "emulator/sys/event_loop.h"

namespace keyrace {

// How long a program of the guest's may take to end when it is asked to, in virtual time.
inline constexpr std::chrono::seconds kStopPatience{5};

class WatchedProcess {
 public:
  // loop must outlive this. Throws SystemError as ChildProcess.
  WatchedProcess(EventLoop& loop, const ChildProcess::Options& options);
  ~WatchedProcess();
  WatchedProcess(const WatchedProcess&) = delete;
  WatchedProcess& operator=(const WatchedProcess&) = delete;

  // The wait status once it has ended.
  std::optional<int> status();
  // See ChildProcess.
  int stop() { return process_.stop(kStopPatience); }

 private:
  EventLoop& loop_;
  ChildProcess process_;
  bool ended_ = false;
};

}  // namespace keyrace
