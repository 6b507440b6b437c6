// Which of a transmitter's counters a frame belongs to: ieee80211_parse_qos. Used by the receiver
// model. Arrow: key switches + frames -> verdicts.
#pragma once

#include <cstddef>

#include "lab/dot11/mac_header.h"

namespace keyrace {

constexpr std::size_t kReplayStreams = 16;

// rx->security_idx, of replay counters: without QoS that of TID 0.
inline std::size_t replay_stream(const MacHeader& header) {
  return header.qos ? header.tid : 0;
}

// rx->seqno_idx, of sequence numbers and fragments: frames without QoS (-1) are counted apart.
inline int sequence_stream(const MacHeader& header) {
  return header.qos ? header.tid : -1;
}

}  // namespace keyrace
