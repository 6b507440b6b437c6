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
// What CLOCK_REALTIME is ahead of it.
std::chrono::nanoseconds realtime_offset();

class EventLoop {
 public:
  using Callback = std::function<void()>;

  static constexpr MonotonicTime kLongestBatch = std::chrono::milliseconds(250);

  explicit EventLoop(MonotonicTime batch = kLongestBatch);

  // Calls back whenever `fd` is readable (or hung up). The loop does not own the descriptor.
  void watch(int fd, Callback callback);
  // As watch(), for what nobody waits for: calls back only at the next multiple of `batch`, for all
  // that has come by then. In the guest a call costs more than what is done with most data.
  void watch_in_batches(int fd, Callback callback);
  void unwatch(int fd);

  // Calls back at `when`, once; a moment that has passed is called in the next turn.
  void at(MonotonicTime when, Callback callback);

  // Turns until `done` is true; false when `deadline` came first.
  bool run_until(const std::function<bool()>& done, MonotonicTime deadline);

 private:
  struct Watch {
    Callback callback;
    bool in_batches;
    std::uint64_t number;  // no other watch's, of the same descriptor or of another
  };

  void add(int fd, Watch watch);
  void call_back_at(MonotonicTime when, int fd, const Watch& watch);
  void handle(int fd, std::optional<MonotonicTime>& batch_end);
  void turn(MonotonicTime deadline);
  void set_timer(MonotonicTime when);

  MonotonicTime batch_;
  UniqueFd epoll_;
  UniqueFd timer_;
  std::optional<MonotonicTime> set_;  // what the timer waits for
  MonotonicTime now_{};               // what the timer has waited for last
  std::map<int, Watch> watches_;
  std::uint64_t watched_ = 0;
  std::multimap<MonotonicTime, Callback> moments_;
};

}  // namespace keyrace
