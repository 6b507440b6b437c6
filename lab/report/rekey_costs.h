// What each rekey cost: frames that failed, datagrams that were lost, the longest silence.
// Called by find_rekeys.
#pragma once

#include <string>
#include <vector>

#include "lab/report/report.h"

namespace keyrace {

// The rekeys of one STA and kind, in the order of begin_ns().
struct RekeyTrack {
  std::string sta;
  bool pairwise = true;
  std::vector<Rekey> rekeys;
};

void count_costs(std::vector<RekeyTrack>& tracks, const RunVerdicts& verdicts,
                 const std::vector<TrafficRecord>& traffic, std::uint64_t run_end_ns);

}  // namespace keyrace
