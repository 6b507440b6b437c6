#include "lab/guest/node_entropy.h"

#include "emulator/entropy/write_entropy_file.h"
#include "lab/guest/guest_filesystem.h"
#include "lab/scenario/seed_octets.h"

namespace keyrace {

SeededEntropy seeded_entropy(std::uint64_t seed, const std::string& node) {
  const std::string file = std::string(guest_path::kWork) + "/" + node + ".entropy";
  write_entropy_file(file, seed_octets(seed, "randomness", node));
  return {guest_path::kEntropy, file};
}

}  // namespace keyrace
