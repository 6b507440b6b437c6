// The flows' own records beside the capture: a datagram that its receiver's socket got has a frame
// that the receiver accepted, and the other way round. Called by build_report.
// Arrow: verify -> report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lab/evidence/traffic_log.h"
#include "lab/verify/run_verdicts.h"

namespace keyrace {

// What the capture says of a datagram at its receiver.
enum class OnAir {
  kAccepted,  // a frame with it was accepted
  kRefused,   // there were frames with it, and none was accepted
  kNever,     // no frame had it: lost before the air
};

const char* to_string(OnAir on_air);  // "accepted", "refused", "never"

// A datagram of which the socket and the capture say different things.
struct TrafficDifference {
  std::uint32_t flow = 0;
  std::uint64_t sequence = 0;
  std::string sta;
  bool received = false;  // by the socket
  OnAir air = OnAir::kNever;
};

// UDP flows only. An MSDU in fragments is told by its last one: no other carries its datagram in
// `frames`.
std::vector<TrafficDifference> compare_with_air(const std::vector<TrafficRecord>& traffic,
                                                const std::vector<FrameVerdict>& frames);

// A sentence, or nothing where they agree.
std::vector<std::string> tell_traffic_differences(
    const std::vector<TrafficDifference>& differences);

}  // namespace keyrace
