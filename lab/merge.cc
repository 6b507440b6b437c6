#include "lab/merge.h"

#include <filesystem>
#include <map>

#include "emulator/sys/system_error.h"
#include "lab/evidence/json_lines.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

class MergePlan {
 public:
  void add(const RunPlace& place) {
    const auto [known, is_new] = by_run_.try_emplace({place.scenario, place.seed}, runs_.size());
    if (is_new) runs_.push_back({place, ""});
    MergedRun& run = runs_[known->second];
    if (place.directory.empty()) return;
    if (!run.name.empty()) refuse(run.place, place);
    run = {place, fs::path(place.directory).filename()};
    const auto [other, free] = by_name_.try_emplace(run.name, place.directory);
    if (!free) {
      throw EvidenceError("merge: " + other->second + " and " + place.directory +
                          " are different runs with one name; rename one of them");
    }
  }

  std::vector<MergedRun> runs() { return std::move(runs_); }

 private:
  [[noreturn]] static void refuse(const RunPlace& one, const RunPlace& other) {
    const std::string both = one.directory == other.directory
                                 ? one.directory + " is given twice"
                                 : "is in " + one.directory + " and in " + other.directory;
    throw EvidenceError("merge: " + one.scenario + " with seed " + std::to_string(one.seed) + ": " +
                        both + "; each run must come from one directory");
  }

  std::vector<MergedRun> runs_;
  std::map<std::pair<std::string, std::uint64_t>, std::size_t> by_run_;
  std::map<std::string, std::string> by_name_;
};

}  // namespace

std::vector<MergedRun> plan_merge(const std::vector<std::string>& directories) {
  MergePlan plan;
  for (const std::string& directory : directories) {
    for (const RunPlace& place : run_places(directory)) plan.add(place);
  }
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
