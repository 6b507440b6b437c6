// "sweep" of a scenario: the same scenario once for each of many values. Called by load_points;
// first arrow of the flow, scenario -> engine.
#pragma once

#include <string>
#include <vector>

#include "lab/scenario/scenario.h"

namespace keyrace {

// More would not fit into memory at once.
inline constexpr std::uint64_t kMostSweepPoints = 10'000;

// What each point of the sweep sets. A grid's last member changes fastest; pairs take the n-th
// value of all; draws are made from `seed`, independently for each member, and may repeat. None: it
// sets nothing. Throws ScenarioError, with the setting that is at fault as /sweep/set/POINTER.
std::vector<std::vector<Setting>> sweep_points(const Sweep& sweep, std::uint64_t seed,
                                               const std::string& source);

// Where a member's values stand: "/sweep/set/~1faults~10~1by".
std::string sweep_place(const std::string& pointer);

// "/faults/0/by=50ms /traffic/0/rate=100": as --set takes them. Empty: nothing is set.
std::string spoken_point(const std::vector<Setting>& point);

}  // namespace keyrace
