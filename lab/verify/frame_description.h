// What a captured frame tells by itself, before any receiver comes to it: the sender's half of a
// line of frames.jsonl. Called by RunWalk and CaptureWalk. Arrow: capture -> verdicts.
#pragma once

#include "lab/verify/air_frame.h"
#include "lab/verify/node_names.h"
#include "lab/verify/sender_keys.h"
#include "lab/verify/verdict.h"

namespace keyrace {

// A data frame, into a verdict that is new; its time, its receiver and what became of it are left
// to the caller.
void describe_frame(const AirFrame& frame, const SenderKeys& sender, FrameVerdict& verdict);
// The same with what a run knows besides: who sent it, and which of the flows' packets it carries.
FrameVerdict describe_frame(const AirFrame& frame, const SenderKeys& sender,
                            const NodeNames& names);

}  // namespace keyrace
