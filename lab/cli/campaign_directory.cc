#include "lab/cli/campaign_directory.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <thread>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/cli/command_line.h"
#include "lab/engine/lab_failure.h"
#include "lab/evidence/failure_record.h"
#include "lab/evidence/json_file.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

// Workers of a call that was killed take a moment to end.
constexpr std::chrono::seconds kPatience{10};
constexpr std::chrono::milliseconds kBetweenTries{100};
constexpr std::chrono::seconds kBetweenSaves{1};

void check_names(const std::vector<PlannedRun>& plan, const std::string& path) {
  std::set<std::string> names;
  for (const PlannedRun& run : plan) {
    if (names.insert(run.directory_name).second) continue;
    throw UsageError("run: two of the runs are " + run.directory_name +
                     ", and each needs a directory of its own below " + path +
                     "; name each scenario and seed once");
  }
}

// Its report is the last thing that a run writes: what was killed has none, or half of one.
bool has_report(const std::string& directory) {
  try {
    read_json_file(directory + "/" + evidence_file::kReport);
    return true;
  } catch (const EvidenceError&) {
    return false;
  }
}

bool is_complete(const std::string& directory, const LoadedScenario& loaded) {
  if (fs::exists(directory + "/" + evidence_file::kFailure)) return false;
  if (loaded.variants.empty()) return has_report(directory);
  return std::ranges::all_of(loaded.variants, [&](const ScenarioVariant& variant) {
    return has_report(directory + "/" + variant.name);
  });
}

bool is_elsewhere(const IndexEntry& entry) {
  return entry.status == IndexStatus::kElsewhere;
}

// Empty: it is the same campaign.
std::string difference(const RunIndex& there, const RunIndex& here) {
  if (there.kernel != here.kernel) {
    return "its kernel is " + there.kernel + ", and this call's " + here.kernel;
  }
  for (std::size_t i = 0; i < std::max(there.runs.size(), here.runs.size()); ++i) {
    if (i >= there.runs.size()) return "it has no " + spoken_run(here.runs[i]);
    if (i >= here.runs.size()) return "it has " + spoken_run(there.runs[i]) + ", this call has not";
    const IndexEntry& a = there.runs[i];
    const IndexEntry& b = here.runs[i];
    if (spoken_run(a) != spoken_run(b))
      return "it has " + spoken_run(a) + " where this has " + spoken_run(b);
    if (a.fingerprint != b.fingerprint) return "its " + spoken_run(a) + " is another scenario";
    if (is_elsewhere(a) != is_elsewhere(b)) return "it is another shard";
  }
  return "";
}

}  // namespace

RunIndex planned_index(const std::vector<PlannedRun>& plan, const std::string& kernel) {
  RunIndex index{kernel, {}};
  for (const PlannedRun& run : plan) {
    IndexEntry entry{run.scenario().name, run.scenario().seed,
                     run.here ? IndexStatus::kNotRun : IndexStatus::kElsewhere};
    entry.point = run.loaded.point;
    entry.fingerprint = fingerprint(run.loaded);
    entry.alone = run.alone;
    index.runs.push_back(std::move(entry));
  }
  return index;
}

CampaignDirectory::CampaignDirectory(std::string path, const std::vector<PlannedRun>& plan,
                                     const std::string& kernel)
    : path_(std::move(path)),
      plan_(&plan),
      index_(planned_index(plan, kernel)),
      done_(plan.size()) {
  lock();
}

CampaignDirectory CampaignDirectory::create(const std::string& path,
                                            const std::vector<PlannedRun>& plan,
                                            const std::string& kernel) {
  check_names(plan, path);
  CampaignDirectory directory(create_run_directory(path, plan.front().scenario().name), plan,
                              kernel);
  write_run_index(directory.path_, directory.index_);
  return directory;
}

CampaignDirectory CampaignDirectory::resume(const std::string& path,
                                            const std::vector<PlannedRun>& plan,
                                            const std::string& kernel) {
  if (!is_indexed(path)) return create(path, plan, kernel);
  check_names(plan, path);
  CampaignDirectory directory(fs::absolute(path), plan, kernel);
  directory.take_over();
  return directory;
}

void CampaignDirectory::lock() {
  lock_ = open_file(path_, O_RDONLY | O_DIRECTORY);
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  // Where files can't be locked, nobody is kept out.
  while (flock(lock_.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    if (std::chrono::steady_clock::now() > deadline) {
      throw LabFailure("go on in " + path_ + ": another keyrace is at work there");
    }
    std::this_thread::sleep_for(kBetweenTries);
  }
}

void CampaignDirectory::take_over() {
  const std::string other = difference(read_run_index(path_), index_);
  if (!other.empty()) {
    throw UsageError("--resume: " + path_ + " is of another campaign: " + other +
                     "; give the same scenarios and options as there, or another --out");
  }
  for (std::size_t i = 0; i < plan_->size(); ++i) {
    if (!(*plan_)[i].here) continue;
    done_[i] = is_complete(run_path(i), (*plan_)[i].loaded);
    if (done_[i]) continue;
    std::error_code error;
    fs::remove_all(run_path(i), error);
    if (error) throw SystemError("remove " + run_path(i), error.message());
  }
}

std::string CampaignDirectory::run_path(std::size_t run) const {
  return path_ + "/" + (*plan_)[run].directory_name;
}

void CampaignDirectory::enter(std::size_t run, IndexStatus status) {
  index_.runs[run].status = status;
  index_.runs[run].run = (*plan_)[run].directory_name;
  changed_ = true;
}

void CampaignDirectory::save() {
  if (!changed_) return;
  write_run_index(path_, index_);
  changed_ = false;
  saved_ = std::chrono::steady_clock::now();
}

void CampaignDirectory::save_now_and_then() {
  if (std::chrono::steady_clock::now() - saved_ >= kBetweenSaves) save();
}

}  // namespace keyrace
