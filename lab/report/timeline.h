// What the HTML page draws: a run's switches, messages and frames as JSON, frames by column because
// there may be 100,000 of them. Called by lab/run.cc; last arrow of the flow, verify -> report.
#pragma once

#include <nlohmann/json.hpp>

#include "lab/evidence/job.h"
#include "lab/verify/run_verdicts.h"

namespace keyrace {

// Times are t_ns, the guest's CLOCK_MONOTONIC:
//   {"begin_ns", "connected_ns", "end_ns", "nodes": [name...] (the AP first),
//    "switches": [{"node", "sta" (null: group), "key_id", "tk", "mic", "mic_reversed", "t_ns",
//                  "after"}...],
//    "messages": [{"n", "t_ns", "sender", "sta" (null: everyone), "what", "encrypted", "tk"}...],
//    "frames": {"names": {"node", "verdict", "observed", "cipher", "why"}, COLUMN: [number...]}}
// "after" is the last frame captured before the switch. In the columns a node, a verdict and the
// like is an index in its list of names, and null is absent; "flags" are kTimelineRetry and so on.
nlohmann::ordered_json timeline_json(const GuestSummary& guest, const RunVerdicts& verdicts);

inline constexpr int kTimelineRetry = 1;
inline constexpr int kTimelineGroup = 2;
inline constexpr int kTimelineInClear = 4;
inline constexpr int kTimelineMicReversed = 8;           // see frames.jsonl, "mic_reversed"
inline constexpr int kTimelineReceiverMicReversed = 16;  // "receiver_mic_reversed"

}  // namespace keyrace
