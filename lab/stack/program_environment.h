// The environment of the programs that the guest starts: the same in every run, with randomness
// from the run's seed. Used by the stacks and what goes with them.
#pragma once

#include <string>
#include <vector>

namespace keyrace {

struct SeededEntropy {
  std::string library;  // libkeyrace_entropy.so
  std::string file;     // emulator/entropy/entropy_file.h, the node's own
};

// `preload`: libraries to load before that of the randomness, by ':'; empty: none. A program that
// nothing can be preloaded into (preload_obstacle) gets none of them.
std::vector<std::string> program_environment(const SeededEntropy& entropy,
                                             const std::string& program,
                                             const std::string& preload = "");

}  // namespace keyrace
