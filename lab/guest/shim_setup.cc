#include "lab/guest/shim_setup.h"

#include <cstring>
#include <limits>

#include "emulator/shim/shim_config.h"
#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

keyrace_shim_fault translate(const Fault& fault) {
  keyrace_shim_fault result{};
  switch (fault.kind) {
    case FaultKind::kDelay:
      result.kind = KEYRACE_FAULT_DELAY;
      break;
    case FaultKind::kSplit:
      result.kind = KEYRACE_FAULT_SPLIT;
      break;
  }
  result.request = KEYRACE_REQUEST_INSTALL;
  result.every = 1;
  result.key_id = -1;
  result.probability = 1'000'000;
  result.key_kind = fault.key == KeyKind::kPairwise ? KEYRACE_KEY_PAIRWISE : KEYRACE_KEY_GROUP;
  result.order =
      fault.order == SplitOrder::kTkFirst ? KEYRACE_SPLIT_TK_FIRST : KEYRACE_SPLIT_MIC_FIRST;
  result.first = fault.first;
  result.last = fault.last.value_or(std::numeric_limits<std::uint32_t>::max());
  result.by_ns = static_cast<std::uint64_t>(fault.by.count());
  return result;
}

}  // namespace

UniqueFd make_shim_config(const Scenario& scenario, const std::string& node,
                          std::uint16_t nl80211_family, int key_log_fd) {
  keyrace_shim_config config{};
  config.magic = KEYRACE_SHIM_MAGIC;
  config.version = KEYRACE_SHIM_VERSION;
  config.nl80211_family = nl80211_family;
  config.log_fd = key_log_fd;
  config.node_index = 0;
  config.events_fd = -1;
  std::strncpy(config.node, node.c_str(), sizeof config.node - 1);
  for (const Fault& fault : scenario.faults) {
    if (fault.node != node) continue;
    if (config.fault_count == KEYRACE_SHIM_MAX_FAULTS) {
      throw SystemError("prepare the faults of " + node,
                        "the shim takes at most " + std::to_string(KEYRACE_SHIM_MAX_FAULTS));
    }
    config.faults[config.fault_count++] = translate(fault);
  }
  return memory_file("keyrace-shim-" + node, std::as_bytes(std::span(&config, 1)));
}

}  // namespace keyrace
