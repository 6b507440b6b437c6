// Translates the scenario's faults for one node into what the shim reads.
#pragma once

#include <cstdint>
#include <string>

#include "emulator/sys/unique_fd.h"
#include "lab/scenario/scenario.h"

namespace keyrace {

struct ShimSetup {
  std::uint16_t nl80211_family = 0;
  int key_log_fd = -1;
  int events_fd = -1;  // ShimEvents
  int ask_fd = -1;     // EarlyKeys; -1: not needed
};

// A memory file with the keyrace_shim_config of `node`, an Ap::name or Sta::name.
UniqueFd make_shim_config(const Scenario& scenario, const std::string& node,
                          const ShimSetup& setup);

// The node's row in the shims' events: the AP's is 0.
std::uint16_t event_row(const Scenario& scenario, const std::string& node);

// A fault or trigger of the scenario depends on something on the air, which somebody has to watch.
bool needs_air_watch(const Scenario& scenario);

// A fault of the scenario needs a key before a stack asks for it, which somebody has to compute.
bool needs_early_keys(const Scenario& scenario);

}  // namespace keyrace
