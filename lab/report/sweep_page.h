// What the HTML page shows of a sweep, or of what a search tried. Called by html.cc; last arrow of
// the flow, verify -> report.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "lab/report/outcome.h"
#include "lab/report/page_runs.h"

namespace keyrace {

// Octets of JSON: as many runs as a page opens with at once, on a telephone, too.
inline constexpr std::size_t kLargestSweepRuns = 16 * 1024 * 1024;

// `points` are the runs of one sweep or of several; at least one. Those for which there is no room
// in `runs` are without an element: first come those on both sides of where an expectation begins
// or ends to hold, then those that do not hold.
//   {"title", "answer": [sentence...],
//    "members": [{"pointer", "unit", "names" (not to scale), "values": [{"text", "at"}...]}...],
//    "measures": [{"key", "title", "duration" (in ns)}...],
//    "points": [{"name", "scenario", "variant", "seed", "at": [index of the member's value, or
//                null...], "status", "verdict", "measures": [number or null...],
//                "failed": [{"text", "actual"}...], "error", "directory", "alone", "element"}...],
//    "embedded": {"runs", "octets"}}
// Values are in the order of their size, points in that of the runs.
nlohmann::ordered_json sweep_page(const std::vector<RunOutcome>& points, PageRuns& runs);

}  // namespace keyrace
