// How much memory a run may take here, and what bounds it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace keyrace {

// A run takes the guest's memory and some for the lab itself. Octets.
inline constexpr std::uint64_t kMemoryOfARun = 300ULL << 20;

// Octets; nothing where there is no such limit, or it can't be read.
struct MemoryFacts {
  std::optional<std::uint64_t> available;      // MemAvailable
  std::optional<std::uint64_t> cgroup_left;    // of the tightest control group: limit - in use
  std::optional<std::uint64_t> address_space;  // RLIMIT_AS, `ulimit -v`
};

// `proc` and `cgroups` are the mount points of procfs and of the control groups.
MemoryFacts read_memory_facts(const std::string& proc = "/proc",
                              const std::string& cgroups = "/sys/fs/cgroup");

}  // namespace keyrace
