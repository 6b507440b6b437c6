// Which part of a campaign is this machine's: said on the command line, or by what started it.
// Called by run.cc and run_plan.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace keyrace {

// I of N, from 1.
struct Shard {
  std::size_t index = 1;
  std::size_t count = 1;
  std::string source = {};  // what said so: "SLURM_ARRAY_TASK_ID"; empty: the command line, or none
};

// "2/4"; throws UsageError.
Shard parse_shard(const std::string& text);

// A variable's value, or nullptr, as getenv.
using Environment = std::function<const char*(const char* name)>;

// From KEYRACE_SHARD and KEYRACE_SHARDS (from 1), a Slurm job array (SLURM_ARRAY_TASK_ID, _COUNT,
// _MIN, _STEP), or a Kubernetes indexed Job (JOB_COMPLETION_INDEX from 0, and JOB_COMPLETIONS,
// which the Job has to set): the first of these that is there. Throws UsageError where it is wrong
// or only a part of it is there.
std::optional<Shard> shard_from(const Environment& environment);

// The same on every machine and in every version.
std::uint64_t stable_hash(const std::string& text);

// Which of the runs are the shard's; `keys` tell them apart. In the order of their keys' hashes
// they are dealt out like cards, so that shards are of one size, whatever the order of the runs.
std::vector<bool> deal(const std::vector<std::string>& keys, const Shard& shard);

}  // namespace keyrace
