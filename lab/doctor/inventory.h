// What of the lab's own is here: kernel builds and the programs that it starts. Called by `keyrace
// doctor` and `keyrace --version`.
#pragma once

#include <string>
#include <vector>

#include "lab/engine/kernel.h"

namespace keyrace {

// A program that scenarios can start without naming its path.
struct InstalledProgram {
  std::string name;
  std::string package;  // Debian's, that has it
  std::string purpose;  // what it is needed for; empty: for the default scenario
  std::string path;     // empty: it is not here
  std::string version;  // empty: not asked, or it did not tell
};

// All that can be started, here or not. Asks each stack for its version.
std::vector<InstalledProgram> inventory_of_programs();

// The stacks that images/stacks/build has built: "wpa_supplicant-2.11", sorted.
std::vector<std::string> built_stacks();

// The kernels that --kernel knows by name, sorted.
std::vector<Kernel> inventory_of_kernels();

}  // namespace keyrace
