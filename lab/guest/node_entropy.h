// Where a node's programs get what they take for random. Called by the guest's experiment.
#pragma once

#include <cstdint>
#include <string>

#include "lab/stack/program_environment.h"

namespace keyrace {

// Makes the node's file, in the guest's own /dev. Throws SystemError.
SeededEntropy seeded_entropy(std::uint64_t seed, const std::string& node);

}  // namespace keyrace
