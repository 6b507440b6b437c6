// Waits for descriptors and moments, and calls back. Everything in the guest that depends on timing
// hangs on one of these; nothing sleeps. CLOCK_MONOTONIC, which is virtual time in a
// time-travelling kernel.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>

#include "emulator/sys/unique_fd.h"

namespace keyrace {

// Nanoseconds of CLOCK_MONOTONIC.
using MonotonicTime = std::chrono::nanoseconds;
MonotonicTime monotonic_now();

class EventLoop {
 public:
  using Callback = std::function<void()>;

  EventLoop();

  // Calls back whenever `fd` is readable (or hung up). The loop does not own the descriptor.
  void watch(int fd, Callback callback);
  void unwatch(int fd);

  // Calls back at `when`, once; a moment that has passed is called in the next turn.
  void at(MonotonicTime when, Callback callback);

  // Turns until `done` is true; false when `deadline` came first.
  bool run_until(const std::function<bool()>& done, MonotonicTime deadline);

 private:
  void turn(MonotonicTime deadline);
  void set_timer(MonotonicTime when);

  UniqueFd epoll_;
  UniqueFd timer_;
  std::optional<MonotonicTime> set_;  // what the timer waits for
  MonotonicTime now_{};               // what the timer has waited for last
  std::map<int, Callback> callbacks_;
  std::multimap<MonotonicTime, Callback> moments_;
};

}  // namespace keyrace
