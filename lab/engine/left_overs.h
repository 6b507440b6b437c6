// What runs that were killed leave on this machine, whatever their engine. Called by `keyrace
// doctor`.
#pragma once

#include <string>
#include <vector>

namespace keyrace {

struct LeftOver {
  std::string what;     // "scratch directory"
  std::string name;     // its path, or what else names it
  std::string trouble;  // why it could not be removed; empty: it was, or nobody tried
};

// Looks only: nothing of a run that is alive is among them.
std::vector<LeftOver> find_left_overs();

// Removes them and returns what it found, with what stayed.
std::vector<LeftOver> remove_left_overs();

}  // namespace keyrace
