#include "lab/cli/shard.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "lab/cli/command_line.h"
#include "lab/cli/whole_number.h"
#include "lab/scenario/splitmix64.h"

namespace keyrace {
namespace {

bool is_set(const char* value) {
  return value != nullptr && *value != '\0';
}

std::uint64_t number_of(const Environment& environment, const char* name,
                        std::optional<std::uint64_t> absent = std::nullopt) {
  const char* const value = environment(name);
  if (!is_set(value)) {
    if (absent) return *absent;
    throw UsageError(std::string(name) +
                     " is not set, without which the shard is not known; set it, or give --shard "
                     "I/N (1/1: all of it)");
  }
  const auto number = whole_number(value);
  if (!number) {
    throw UsageError(std::string(name) + "=" + value + ": a whole number would be right");
  }
  return *number;
}

// `position` counts from 0.
Shard checked(const char* source, std::uint64_t position, std::uint64_t count) {
  if (position >= count) {
    throw UsageError(std::string(source) + ": this is shard " + std::to_string(position + 1) +
                     " of only " + std::to_string(count) + "; --shard I/N would say which it is");
  }
  return {static_cast<std::size_t>(position) + 1, static_cast<std::size_t>(count), source};
}

Shard generic(const Environment& environment, const char* source) {
  const std::string whole = environment(source);
  if (whole.find('/') != std::string::npos) {
    Shard shard = parse_shard(whole);
    shard.source = source;
    return shard;
  }
  const std::uint64_t index = number_of(environment, source);
  if (index == 0) throw UsageError(std::string(source) + "=0: it counts from 1");
  return checked(source, index - 1, number_of(environment, "KEYRACE_SHARDS"));
}

// An array such as 1,5,7 has no step: of such a one the places can't be told.
Shard slurm(const Environment& environment, const char* source) {
  const std::uint64_t first = number_of(environment, "SLURM_ARRAY_TASK_MIN", 0);
  const std::uint64_t step = number_of(environment, "SLURM_ARRAY_TASK_STEP", 1);
  const std::uint64_t id = number_of(environment, source);
  if (step == 0 || id < first || (id - first) % step != 0) {
    throw UsageError(std::string(source) + ": the tasks' numbers must be without gaps, such as " +
                     "--array=1-8; --shard I/N would say which it is");
  }
  return checked(source, (id - first) / step, number_of(environment, "SLURM_ARRAY_TASK_COUNT"));
}

Shard kubernetes(const Environment& environment, const char* source) {
  return checked(source, number_of(environment, source), number_of(environment, "JOB_COMPLETIONS"));
}

}  // namespace

Shard parse_shard(const std::string& text) {
  const auto slash = text.find('/');
  const auto index = whole_number(std::string_view(text).substr(0, slash));
  const auto count = slash == std::string::npos
                         ? std::nullopt
                         : whole_number(std::string_view(text).substr(slash + 1));
  if (!index || !count || *index < 1 || *index > *count) {
    throw UsageError("--shard " + text + ": I/N with I from 1 to N would be right, such as 2/4");
  }
  return {static_cast<std::size_t>(*index), static_cast<std::size_t>(*count)};
}

std::optional<Shard> shard_from(const Environment& environment) {
  struct Engine {
    const char* index;
    Shard (*read)(const Environment&, const char*);
  };
  for (const Engine& engine :
       {Engine{"KEYRACE_SHARD", generic}, Engine{"SLURM_ARRAY_TASK_ID", slurm},
        Engine{"JOB_COMPLETION_INDEX", kubernetes}}) {
    if (is_set(environment(engine.index))) return engine.read(environment, engine.index);
  }
  return std::nullopt;
}

// FNV-1a, mixed, because its lower bits are poor for short texts.
std::uint64_t stable_hash(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return splitmix64(hash);
}

std::vector<bool> deal(const std::vector<std::string>& keys, const Shard& shard) {
  std::vector<std::uint64_t> hashes;
  for (const std::string& key : keys) hashes.push_back(stable_hash(key));
  std::vector<std::size_t> order(keys.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return hashes[i]; });
  std::vector<bool> here(keys.size());
  for (std::size_t n = 0; n < order.size(); ++n) {
    here[order[n]] = n % shard.count == shard.index - 1;
  }
  return here;
}

}  // namespace keyrace
