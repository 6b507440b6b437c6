// Translates the scenario's faults for one node into what the shim reads.
#pragma once

#include <cstdint>
#include <string>

#include "emulator/sys/unique_fd.h"
#include "lab/scenario/scenario.h"

namespace keyrace {

// A memory file with the keyrace_shim_config of `node`.
UniqueFd make_shim_config(const Scenario& scenario, const std::string& node,
                          std::uint16_t nl80211_family, int key_log_fd);

}  // namespace keyrace
