// The directory of a campaign: its runs' directories and the index above them; new, or what an
// earlier call has left there. Called by campaign.cc.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "emulator/sys/unique_fd.h"
#include "lab/cli/run_plan.h"
#include "lab/evidence/run_index.h"

namespace keyrace {

// The index of a plan of which nothing is done yet.
RunIndex planned_index(const std::vector<PlannedRun>& plan, const std::string& kernel);

class CampaignDirectory {
 public:
  // New or empty, as create_run_directory makes it. Throws UsageError where two runs would have one
  // directory.
  static CampaignDirectory create(const std::string& path, const std::vector<PlannedRun>& plan,
                                  const std::string& kernel);
  // What an earlier call has left at `path`: runs that are done stay, what is left of others is
  // removed. The same as create() where nothing is there yet. Throws UsageError where it is another
  // campaign's, LabFailure while another process is at work in it.
  static CampaignDirectory resume(const std::string& path, const std::vector<PlannedRun>& plan,
                                  const std::string& kernel);

  const std::string& path() const { return path_; }
  const RunIndex& index() const { return index_; }
  std::string run_path(std::size_t run) const;
  // Whether an earlier call did it.
  bool is_done(std::size_t run) const { return done_[run]; }

  void enter(std::size_t run, IndexStatus status);
  // Writes the index, if it has changed: at once, or when the last time is a second ago.
  void save();
  void save_now_and_then();

 private:
  CampaignDirectory(std::string path, const std::vector<PlannedRun>& plan,
                    const std::string& kernel);
  void lock();
  void take_over();

  std::string path_;
  const std::vector<PlannedRun>* plan_;
  RunIndex index_;
  std::vector<bool> done_;
  UniqueFd lock_;
  bool changed_ = false;
  std::chrono::steady_clock::time_point saved_;
};

}  // namespace keyrace
