// When each trigger of a scenario is due: counts events and sets moments; what is then done is the
// caller's (Experiment). Middle of the flow, inside the guest.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "emulator/shim/shim_config.h"
#include "emulator/sys/event_loop.h"
#include "lab/scenario/scenario.h"

namespace keyrace {

class TriggerSchedule {
 public:
  // `pull` is called, out of the loop, with a trigger's place in the scenario whenever it is due.
  TriggerSchedule(EventLoop& loop, const Scenario& scenario, std::function<void(std::size_t)> pull);

  // All STAs are connected: counting begins. Nothing is due at `end` or later.
  void start(MonotonicTime connected, MonotonicTime end);
  // One more `event` of the node with this row of the shims' events.
  void on_event(std::uint16_t row, keyrace_event event);

 private:
  struct Waiting {
    std::size_t trigger;  // place in the scenario
    std::uint16_t row;
    keyrace_event event;
    std::uint32_t seen = 0;
    std::uint32_t set = 0;  // how many moments it has been given
  };

  void set_moments(std::size_t trigger, MonotonicTime connected);
  void set_moment(std::size_t trigger, MonotonicTime due);

  EventLoop& loop_;
  const std::vector<Trigger>& triggers_;
  std::function<void(std::size_t)> pull_;
  MonotonicTime end_{0};
  std::vector<Waiting> waiting_;  // those that wait for events, to be counted when started
  bool started_ = false;
};

// A trigger waits for something on the air, or for an install, which somebody has to watch.
bool triggers_need_air_watch(const Scenario& scenario);
bool triggers_need_installs(const Scenario& scenario);

}  // namespace keyrace
