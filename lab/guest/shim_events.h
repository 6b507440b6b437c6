// The page of counters that the guest shares with all shims of a run (keyrace_shim_events).
#pragma once

#include <cstdint>
#include <functional>

#include "emulator/shim/shim_config.h"
#include "emulator/sys/unique_fd.h"

namespace keyrace {

class ShimEvents {
 public:
  ShimEvents();
  ~ShimEvents();
  ShimEvents(const ShimEvents&) = delete;
  ShimEvents& operator=(const ShimEvents&) = delete;

  // For the shims to inherit and map.
  int fd() const { return fd_.get(); }
  // One more `event` of the node with this row; wakes who waits for it.
  void raise(std::uint16_t row, keyrace_event event);

  // Every event raised here is told to `observer` too.
  void observe(std::function<void(std::uint16_t, keyrace_event)> observer) {
    observer_ = std::move(observer);
  }

 private:
  UniqueFd fd_;
  keyrace_shim_events* page_ = nullptr;
  std::function<void(std::uint16_t, keyrace_event)> observer_;
};

}  // namespace keyrace
