#include "lab/merge.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "emulator/sys/system_error.h"
#include "lab/evidence/json_lines.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

class MergePlan {
 public:
  void add(const std::vector<RunPlace>& places) {
    check_shards(places);
    for (const RunPlace& place : places) {
      check_kernel(place);
      add(place);
    }
  }

  std::vector<MergedRun> runs() { return std::move(runs_); }

 private:
  void add(const RunPlace& place) {
    const auto [known, is_new] = by_run_.try_emplace(spoken_run(place.entry), runs_.size());
    if (is_new) runs_.push_back({place, ""});
    MergedRun& run = runs_[known->second];
    check_same(run.place, place);
    if (place.directory.empty()) return;
    if (!run.name.empty()) refuse(run.place, place);
    run = {place, fs::path(place.directory).filename()};
    const auto [other, free] = by_name_.try_emplace(run.name, place.directory);
    if (!free) {
      throw EvidenceError("merge: " + other->second + " and " + place.directory +
                          " are different runs with one name; rename one of them");
    }
  }

  [[noreturn]] static void refuse(const RunPlace& one, const RunPlace& other) {
    const std::string both = one.directory == other.directory
                                 ? one.directory + " is given twice"
                                 : "is in " + one.directory + " and in " + other.directory;
    throw EvidenceError("merge: " + spoken_run(one.entry) + ": " + both +
                        "; each run must come from one directory");
  }

  static void check_same(const RunPlace& one, const RunPlace& other) {
    const std::string& a = one.entry.fingerprint;
    const std::string& b = other.entry.fingerprint;
    if (a == b || a.empty() || b.empty()) return;
    throw EvidenceError("merge: " + spoken_run(one.entry) + " is not the same scenario in " +
                        one.index + " and in " + other.index +
                        "; every shard must be run with the same scenario and settings");
  }

  void check_kernel(const RunPlace& place) {
    if (place.kernel.empty()) return;
    if (kernel_.empty()) {
      kernel_ = place.kernel;
      kernel_of_ = place.index;
    }
    if (kernel_ == place.kernel) return;
    throw EvidenceError("merge: " + kernel_of_ + " is of " + kernel_ + ", and " + place.index +
                        " of " + place.kernel + "; runs of one kernel can be put together");
  }

  static bool is_shard(const std::vector<RunPlace>& places) {
    return std::ranges::any_of(places, [](const RunPlace& place) {
      return place.entry.status == IndexStatus::kElsewhere;
    });
  }

  // A shard names all runs of its campaign: what one names and another does not is of another one.
  void check_shards(const std::vector<RunPlace>& places) {
    std::map<std::string, std::vector<RunPlace>> by_index;
    for (const RunPlace& place : places) by_index[place.index].push_back(place);
    for (const auto& [index, runs] : by_index) {
      if (index.empty() || !is_shard(runs)) continue;
      std::set<std::string> names;
      for (const RunPlace& run : runs) names.insert(spoken_run(run.entry));
      if (campaign_.empty()) {
        campaign_ = names;
        campaign_of_ = index;
      }
      compare(names, index, campaign_, campaign_of_);
      compare(campaign_, campaign_of_, names, index);
    }
  }

  static void compare(const std::set<std::string>& names, const std::string& index,
                      const std::set<std::string>& others, const std::string& other) {
    for (const std::string& name : names) {
      if (others.contains(name)) continue;
      throw EvidenceError("merge: " + index + " and " + other +
                          " are shards of different campaigns: only the first has " + name);
    }
  }

  std::vector<MergedRun> runs_;
  std::map<std::string, std::size_t> by_run_;
  std::map<std::string, std::string> by_name_;
  std::string kernel_;
  std::string kernel_of_;
  std::set<std::string> campaign_;
  std::string campaign_of_;
};

}  // namespace

std::vector<MergedRun> plan_merge(const std::vector<std::string>& directories) {
  MergePlan plan;
  for (const std::string& directory : directories) plan.add(run_places(directory));
  return plan.runs();
}

void copy_runs(std::vector<MergedRun>& runs, const std::string& parent) {
  for (MergedRun& run : runs) {
    if (run.place.directory.empty()) continue;
    const std::string target = parent + "/" + run.name;
    std::error_code error;
    // A link is copied as a link: it may lead anywhere.
    fs::copy(run.place.directory, target,
             fs::copy_options::recursive | fs::copy_options::copy_symlinks, error);
    if (error) {
      throw SystemError("copy " + run.place.directory + " to " + target, error.message());
    }
    run.place.directory = target;
  }
}

}  // namespace keyrace
