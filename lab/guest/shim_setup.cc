#include "lab/guest/shim_setup.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "emulator/shim/shim_config.h"
#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/guest/trigger_schedule.h"
#include "lab/scenario/errno_name.h"

namespace keyrace {
namespace {

keyrace_fault_kind kind_of(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::kDelay:
      return KEYRACE_FAULT_DELAY;
    case FaultKind::kSplit:
      return KEYRACE_FAULT_SPLIT;
    case FaultKind::kDefer:
      return KEYRACE_FAULT_DEFER;
    case FaultKind::kDrop:
      return KEYRACE_FAULT_DROP;
    case FaultKind::kFail:
      return KEYRACE_FAULT_FAIL;
    case FaultKind::kDuplicate:
      return KEYRACE_FAULT_DUPLICATE;
    case FaultKind::kSwapMic:
      return KEYRACE_FAULT_SWAP_MIC;
    case FaultKind::kCorrupt:
      return KEYRACE_FAULT_CORRUPT;
    case FaultKind::kHoldUntil:
      return KEYRACE_FAULT_HOLD_UNTIL;
    case FaultKind::kEarly:
      return KEYRACE_FAULT_EARLY;
  }
  return KEYRACE_FAULT_DELAY;
}

keyrace_key_part part_of(CorruptedPart part) {
  switch (part) {
    case CorruptedPart::kTk:
      return KEYRACE_PART_TK;
    case CorruptedPart::kTxMic:
      return KEYRACE_PART_TX_MIC;
    case CorruptedPart::kRxMic:
      return KEYRACE_PART_RX_MIC;
  }
  return KEYRACE_PART_TK;
}

keyrace_event event_of(FaultEvent event) {
  switch (event) {
    case FaultEvent::kPeerInstall:
      return KEYRACE_EVENT_INSTALLED;
    case FaultEvent::k4Way1:
      return KEYRACE_EVENT_4WAY_1;
    case FaultEvent::k4Way2:
      return KEYRACE_EVENT_4WAY_2;
    case FaultEvent::k4Way3:
      return KEYRACE_EVENT_4WAY_3;
    case FaultEvent::k4Way4:
      return KEYRACE_EVENT_4WAY_4;
    case FaultEvent::kGroup1:
      return KEYRACE_EVENT_GROUP_1;
    case FaultEvent::kGroup2:
      return KEYRACE_EVENT_GROUP_2;
    case FaultEvent::kDataFrame:
      return KEYRACE_EVENT_DATA_FRAME;
  }
  return KEYRACE_EVENT_INSTALLED;
}

// Events on the air are counted at each end, so only the peer's install is somebody else's. An AP
// with several STAs waits for the first.
std::uint16_t event_node(const Scenario& scenario, const Fault& fault, const std::string& node) {
  if (fault.until != FaultEvent::kPeerInstall) return event_row(scenario, node);
  return node == scenario.ap.name ? event_row(scenario, scenario.sta.front().name)
                                  : event_row(scenario, scenario.ap.name);
}

keyrace_shim_fault translate(const Scenario& scenario, const Fault& fault,
                             const std::string& node) {
  keyrace_shim_fault result{};
  result.kind = kind_of(fault);
  result.key_kind = fault.key == KeyKind::kPairwise ? KEYRACE_KEY_PAIRWISE : KEYRACE_KEY_GROUP;
  result.request =
      fault.request == KeyRequest::kInstall ? KEYRACE_REQUEST_INSTALL : KEYRACE_REQUEST_DELETE;
  if (fault.kind == FaultKind::kSplit) {
    result.order =
        fault.order == SplitOrder::kTkFirst ? KEYRACE_SPLIT_TK_FIRST : KEYRACE_SPLIT_MIC_FIRST;
  }
  if (fault.kind == FaultKind::kCorrupt) result.parts = part_of(fault.part);
  if (fault.kind == FaultKind::kFail) result.error = errno_by_name(fault.error).value_or(EIO);
  result.first = fault.first;
  result.last = fault.last.value_or(std::numeric_limits<std::uint32_t>::max());
  result.every = fault.every;
  result.key_id = fault.key_id ? static_cast<std::int32_t>(*fault.key_id) : -1;
  result.probability = fault.percent * 10'000;
  if (fault.kind == FaultKind::kHoldUntil) {
    result.event = event_of(fault.until);
    result.event_node = event_node(scenario, fault, node);
    result.event_rise = fault.count;
  }
  result.by_ns = static_cast<std::uint64_t>(fault.by.count());
  return result;
}

}  // namespace

std::uint16_t event_row(const Scenario& scenario, const std::string& node) {
  const auto sta = std::ranges::find(scenario.sta, node, &Sta::name);
  return sta == scenario.sta.end() ? std::uint16_t{0}
                                   : static_cast<std::uint16_t>(1 + (sta - scenario.sta.begin()));
}

bool needs_early_keys(const Scenario& scenario) {
  return std::ranges::find(scenario.faults, FaultKind::kEarly, &Fault::kind) !=
         scenario.faults.end();
}

bool needs_air_watch(const Scenario& scenario) {
  return needs_early_keys(scenario) || triggers_need_air_watch(scenario) ||
         std::ranges::any_of(scenario.faults, [](const Fault& fault) {
           return fault.kind == FaultKind::kHoldUntil && fault.until != FaultEvent::kPeerInstall;
         });
}

UniqueFd make_shim_config(const Scenario& scenario, const std::string& node,
                          const ShimSetup& setup) {
  keyrace_shim_config config{};
  config.magic = KEYRACE_SHIM_MAGIC;
  config.version = KEYRACE_SHIM_VERSION;
  config.nl80211_family = setup.nl80211_family;
  config.node_index = event_row(scenario, node);
  config.log_fd = setup.key_log_fd;
  config.events_fd = setup.events_fd;
  config.ask_fd = setup.ask_fd;
  config.seed = scenario.seed;
  std::strncpy(config.node, node.c_str(), sizeof config.node - 1);
  for (const Fault& fault : scenario.faults) {
    if (fault.node != node && fault.node != "all") continue;
    if (config.fault_count == KEYRACE_SHIM_MAX_FAULTS) {
      throw SystemError("prepare the faults of " + node,
                        "the shim takes at most " + std::to_string(KEYRACE_SHIM_MAX_FAULTS));
    }
    config.faults[config.fault_count++] = translate(scenario, fault, node);
  }
  return memory_file("keyrace-shim-" + node, std::as_bytes(std::span(&config, 1)));
}

}  // namespace keyrace
