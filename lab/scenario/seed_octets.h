// What a run's seed comes to for one purpose: octets that nothing else of the run shares. Used for
// certificates and for the streams of emulator/entropy.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace keyrace {

using SeedOctets = std::array<std::uint8_t, 32>;

// SHA-256 of "keyrace <purpose> <seed> <name>".
SeedOctets seed_octets(std::uint64_t seed, const std::string& purpose, const std::string& name);

}  // namespace keyrace
