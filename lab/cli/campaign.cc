#include "lab/cli/campaign.h"

#include <set>

#include "lab/cli/command_line.h"
#include "lab/cli/place_result.h"
#include "lab/cli/progress.h"
#include "lab/cli/run_pool.h"
#include "lab/evidence/run_directory.h"
#include "lab/evidence/run_index.h"

namespace keyrace {
namespace {

class Campaign {
 public:
  Campaign(const std::vector<PlannedRun>& plan, const CampaignOptions& options,
           ReportPrinter& printer)
      : plan_(plan), options_(options), printer_(printer) {
    for (std::size_t i = 0; i < plan.size(); ++i) {
      const bool here = plan[i].here;
      const Scenario& scenario = plan[i].scenario();
      index_.push_back(
          {scenario.name, scenario.seed, here ? IndexStatus::kNotRun : IndexStatus::kElsewhere});
      if (here) here_.push_back(i);
    }
    directories_.resize(plan.size());
  }

  void run() {
    if (!options_.parent.empty()) make_parent();
    std::vector<PoolRun> runs;
    for (const std::size_t i : here_) runs.push_back(pool_run(i));
    PoolListener listener;
    listener.ended = [this](std::size_t run, const ScenarioResult& result) {
      enter(here_[run], result);
    };
    listener.in_order = [this](std::size_t, const ScenarioResult& result) {
      progress_.clear();
      printer_.print(result);
    };
    listener.progress = [this](std::size_t ended, std::size_t failed) {
      progress_.done(ended, failed, here_.size());
    };
    run_pool(runs, options_.jobs, listener);
  }

 private:
  void make_parent() {
    std::set<std::string> names;
    for (const PlannedRun& run : plan_) {
      if (names.insert(run.directory_name).second) continue;
      throw UsageError("run: two of the runs are " + run.directory_name +
                       ", and each needs a directory of its own below " + options_.parent +
                       "; name each scenario and seed once");
    }
    parent_ = create_run_directory(options_.parent, "");
    write_run_index(parent_, index_);
  }

  PoolRun pool_run(std::size_t i) {
    PoolRun run;
    run.begin = [this, i] {
      directories_[i] = create_run_directory(
          parent_.empty() ? "" : parent_ + "/" + plan_[i].directory_name, plan_[i].scenario().name);
    };
    run.work = [this, i] {
      RunOptions options = options_.run;
      options.run_directory = directories_[i];
      return carry_out(plan_[i], options, options_.format);
    };
    run.fail = [this, i](const std::string& error) {
      return failed_result(plan_[i], directories_[i], error, options_.format);
    };
    return run;
  }

  void enter(std::size_t i, const ScenarioResult& result) {
    if (parent_.empty()) return;
    index_[i].status = index_status(status_of(result.outcomes));
    index_[i].run = plan_[i].directory_name;
    write_run_index(parent_, index_);
  }

  const std::vector<PlannedRun>& plan_;
  const CampaignOptions& options_;
  ReportPrinter& printer_;
  std::string parent_;
  RunIndex index_;
  std::vector<std::size_t> here_;  // of the plan
  std::vector<std::string> directories_;
  Progress progress_;
};

}  // namespace

void run_campaign(const std::vector<PlannedRun>& plan, const CampaignOptions& options,
                  ReportPrinter& printer) {
  Campaign(plan, options, printer).run();
}

}  // namespace keyrace
