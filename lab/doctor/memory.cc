#include "lab/doctor/memory.h"

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace keyrace {
namespace {

namespace fs = std::filesystem;

using Octets = std::optional<std::uint64_t>;

// "max" of version 2 is no number, so no limit.
Octets read_number(const fs::path& path) {
  std::ifstream in(path);
  std::uint64_t value = 0;
  return in >> value ? Octets(value) : std::nullopt;
}

// "MemAvailable:   21659012 kB", or "inactive_file 1234".
Octets read_field(const fs::path& path, const std::string& field) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t value = 0;
    if (words >> name >> value && name == field) return value;
  }
  return std::nullopt;
}

struct GroupFiles {
  const char* limit;
  const char* usage;
};
constexpr GroupFiles kVersion1{"memory.limit_in_bytes", "memory.usage_in_bytes"};
constexpr GroupFiles kVersion2{"memory.max", "memory.current"};

// What the group may still take. File cache that nobody uses goes when memory is short.
Octets left_in(const fs::path& group, const GroupFiles& files) {
  const Octets limit = read_number(group / files.limit);
  if (!limit) return std::nullopt;
  const std::uint64_t cache = read_field(group / "memory.stat", "inactive_file").value_or(0);
  const std::uint64_t usage = read_number(group / files.usage).value_or(0);
  const std::uint64_t bound = usage > cache ? usage - cache : 0;
  return *limit > bound ? *limit - bound : 0;
}

Octets smaller(Octets a, Octets b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

// A group's limit holds for all below it. In a container the path can be one of the host's, of
// which only the last group is seen, as the root.
Octets left_above(const fs::path& root, fs::path group, const GroupFiles& files) {
  Octets left = left_in(root, files);
  for (group = group.relative_path(); !group.empty(); group = group.parent_path()) {
    left = smaller(left, left_in(root / group, files));
  }
  return left;
}

// Lines "0::/path" (version 2) and "4:memory:/path" (version 1).
Octets read_cgroup_left(const fs::path& proc, const fs::path& cgroups) {
  Octets left;
  std::ifstream in(proc / "self/cgroup");
  for (std::string line; std::getline(in, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) left = smaller(left, left_above(cgroups, group, kVersion2));
    if (controllers == "memory")
      left = smaller(left, left_above(cgroups / "memory", group, kVersion1));
  }
  return left;
}

Octets read_address_space() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return limit.rlim_cur;
}

}  // namespace

MemoryFacts read_memory_facts(const std::string& proc, const std::string& cgroups) {
  MemoryFacts facts;
  facts.available = read_field(fs::path(proc) / "meminfo", "MemAvailable:");
  if (facts.available) *facts.available *= 1024;
  facts.cgroup_left = read_cgroup_left(proc, cgroups);
  facts.address_space = read_address_space();
  return facts;
}

}  // namespace keyrace
