// What `keyrace doctor` says of one thing that runs need: the plain result of each check.
#pragma once

#include <string>
#include <vector>

namespace keyrace {

enum class FindingState { kOk, kMissing, kWrong };

struct Finding {
  std::string what;  // "memory"
  FindingState state = FindingState::kOk;
  std::string found;  // what is there, or what is the matter, for a person
  // What mends it, one line each: commands to copy, and "# ..." where there is none. Empty when ok.
  std::vector<std::string> remedy;
  bool required = false;  // for the default engine
};

std::string to_string(FindingState state);

}  // namespace keyrace
