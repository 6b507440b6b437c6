#include "lab/cli/check.h"

#include <algorithm>
#include <iostream>
#include <utility>

#include "lab/cli/command_line.h"
#include "lab/cli/progress.h"
#include "lab/cli/run_pool.h"
#include "lab/evidence/evidence_difference.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

constexpr const char* kTimes[] = {"first", "second"};

class Check {
 public:
  Check(const std::vector<PlannedRun>& plan, const CampaignOptions& options) : options_(options) {
    for (const PlannedRun& run : plan) {
      if (run.here) here_.push_back(&run);
    }
    directories_.resize(here_.size());
    if (!options.parent.empty()) parent_ = create_run_directory(options.parent, "");
  }

  int run() {
    std::vector<PoolRun> runs;
    for (std::size_t i = 0; i < here_.size(); ++i) {
      for (const char* time : kTimes) runs.push_back(pool_run(i, time));
    }
    PoolListener listener;
    listener.ended = [](std::size_t, const ScenarioResult&) {};
    listener.in_order = [this](std::size_t run, const ScenarioResult& result) {
      progress_.clear();
      ended(run / std::size(kTimes), run % std::size(kTimes) == 0, result);
    };
    listener.progress = [this](std::size_t ended, std::size_t) {
      progress_.done({ended / std::size(kTimes), different_, here_.size()});
    };
    run_pool(runs, options_.jobs, listener);
    return status_;
  }

 private:
  PoolRun pool_run(std::size_t i, const std::string& time) {
    const PlannedRun& run = *here_[i];
    PoolRun result;
    result.begin = [this, i, time, &run] {
      if (directories_[i].empty()) {
        directories_[i] = create_run_directory(
            parent_.empty() ? options_.run.run_directory : parent_ + "/" + run.directory_name,
            run.scenario().name);
      }
      create_run_directory(directories_[i] + "/" + time, "");
    };
    result.work = [this, i, time, &run] {
      RunOptions options = options_.run;
      options.run_directory = directories_[i] + "/" + time;
      return carry_out(run, options, {ReportFormat::kLine});
    };
    result.fail = [this, i, time, &run](const std::string& error) {
      return failed_result(run, directories_[i] + "/" + time, error, {ReportFormat::kLine});
    };
    return result;
  }

  void ended(std::size_t i, bool is_first, const ScenarioResult& result) {
    if (is_first) {
      first_ = result;
      return;
    }
    for (const ScenarioResult* each : {&std::as_const(first_), &result}) {
      if (status_of(each->outcomes) == OutcomeStatus::kError) return tell_error(*each);
    }
    // Of a scenario that compares there is one for each variant.
    std::vector<EvidenceDifference> differences;
    for (std::size_t k = 0; k < first_.outcomes.size(); ++k) {
      std::ranges::move(
          evidence_differences(first_.outcomes[k].run_directory, result.outcomes[k].run_directory),
          std::back_inserter(differences));
    }
    tell(*here_[i], short_name(directories_[i]), differences);
  }

  void tell(const PlannedRun& run, const std::string& directory,
            const std::vector<EvidenceDifference>& differences) {
    if (std::ranges::none_of(differences, &EvidenceDifference::evidence)) {
      std::cout << run.scenario().name << ": the same twice; " << directory << std::endl;
      return;
    }
    ++different_;
    status_ = std::max(status_, static_cast<int>(kExitDoesNotHold));
    std::cout << run.scenario().name << ": two runs differ; " << directory << "\n";
    for (const EvidenceDifference& each : differences) std::cout << "  " << to_string(each) << "\n";
    std::cout << std::flush;
  }

  void tell_error(const ScenarioResult& result) {
    status_ = kExitLabFailed;
    for (const RunOutcome& outcome : result.outcomes) {
      if (outcome.error.empty()) continue;
      std::cerr << "keyrace: " << outcome.scenario << ": " << outcome.error << "\n";
    }
  }

  const CampaignOptions& options_;
  std::vector<const PlannedRun*> here_;
  std::string parent_;
  std::vector<std::string> directories_;
  ScenarioResult first_;  // of a pair whose second one has not ended
  std::size_t different_ = 0;
  int status_ = kExitHolds;
  Progress progress_;
};

}  // namespace

int check_runs(const std::vector<PlannedRun>& plan, const CampaignOptions& options) {
  return Check(plan, options).run();
}

}  // namespace keyrace
