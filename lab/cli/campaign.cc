#include "lab/cli/campaign.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>

#include "lab/cli/alone.h"
#include "lab/cli/campaign_directory.h"
#include "lab/cli/campaign_results.h"
#include "lab/cli/place_result.h"
#include "lab/cli/progress.h"
#include "lab/cli/run_pool.h"
#include "lab/engine/lab_failure.h"
#include "lab/evidence/run_directory.h"
#include "lab/report/shell_words.h"

namespace keyrace {
namespace {

class Campaign {
 public:
  Campaign(const std::vector<PlannedRun>& plan, const CampaignOptions& options,
           ReportPrinter& printer)
      : plan_(plan), options_(options), printer_(printer), directories_(plan.size()) {
    for (std::size_t i = 0; i < plan.size(); ++i) {
      if (plan[i].here) here_.push_back(i);
    }
  }

  void run() {
    if (!options_.parent.empty() || is_sweep()) open_directory();
    std::vector<PoolRun> runs;
    for (const std::size_t i : here_) runs.push_back(is_done(i) ? done_run(i) : pool_run(i));
    PoolListener listener;
    listener.ended = [this](std::size_t run, const ScenarioResult& result) {
      if (is_done(here_[run])) ++read_;
      if (directory_) directory_->enter(here_[run], index_status(status_of(result.outcomes)));
    };
    listener.in_order = [this](std::size_t run, const ScenarioResult& result) {
      tell(here_[run], result);
    };
    listener.progress = [this](std::size_t ended, std::size_t failed) {
      if (directory_) directory_->save_now_and_then();
      progress_.done({ended, failed, here_.size(), read_});
      ended_ = ended;
    };
    try {
      run_pool(runs, options_.jobs, listener);
    } catch (const Interrupted&) {
      say_how_to_go_on();
      throw;
    }
    finish();
  }

 private:
  bool is_sweep() const {
    return std::ranges::any_of(plan_,
                               [](const PlannedRun& run) { return !run.loaded.point.empty(); });
  }

  void open_directory() {
    const std::string kernel = kernel_words(options_.run);
    directory_.emplace(options_.resume ? CampaignDirectory::resume(options_.parent, plan_, kernel)
                                       : CampaignDirectory::create(options_.parent, plan_, kernel));
  }

  bool is_done(std::size_t i) const { return directory_ && directory_->is_done(i); }

  PoolRun pool_run(std::size_t i) {
    PoolRun run;
    run.begin = [this, i] {
      directories_[i] =
          create_run_directory(directory_ ? directory_->run_path(i) : "", plan_[i].scenario().name);
    };
    run.work = [this, i] {
      RunOptions options = options_.run;
      options.run_directory = directories_[i];
      return carry_out(plan_[i], options, options_.rendering);
    };
    run.fail = [this, i](const std::string& error) {
      return failed_result(plan_[i], directories_[i], error, options_.rendering);
    };
    return run;
  }

  // One that an earlier call has done is only judged again.
  PoolRun done_run(std::size_t i) {
    PoolRun run = pool_run(i);
    run.begin = [this, i] { directories_[i] = directory_->run_path(i); };
    run.work = [this, i] {
      return judge({directory_->index().runs[i], directories_[i]}, options_.rendering);
    };
    return run;
  }

  void tell(std::size_t i, const ScenarioResult& result) {
    progress_.clear();
    printer_.print(result);
    if (!directory_) return;
    const IndexEntry& entry = directory_->index().runs[i];
    results_.add(entry, result);
    tell_alone(entry);
  }

  void say_how_to_go_on() {
    progress_.clear();
    if (!directory_) return;
    directory_->save();
    std::vector<std::string> words = options_.words;
    if (options_.parent.empty())
      words.insert(words.end(), {"--out", short_name(directory_->path())});
    if (!options_.resume) words.emplace_back("--resume");
    std::cout.flush();
    std::cerr << "keyrace: " << ended_ << " of " << here_.size()
              << " runs are done; to go on: keyrace " << shell_words(words) << "\n";
  }

  void finish() {
    progress_.clear();
    if (!directory_) return;
    directory_->save();
    results_.write(directory_->path());
    if (!is_sweep()) return;
    std::cout.flush();
    std::cerr << "keyrace: " << printer_.summary() << "; "
              << short_name(directory_->path() + "/" + evidence_file::kTableCsv);
    const std::string chart = directory_->path() + "/" + evidence_file::kChart;
    if (std::filesystem::exists(chart)) std::cerr << ", " << short_name(chart);
    std::cerr << "\n";
  }

  const std::vector<PlannedRun>& plan_;
  const CampaignOptions& options_;
  ReportPrinter& printer_;
  std::optional<CampaignDirectory> directory_;  // none: each run has one of its own
  CampaignResults results_;
  std::vector<std::size_t> here_;  // of the plan
  std::vector<std::string> directories_;
  std::size_t ended_ = 0;
  std::size_t read_ = 0;  // of these, what an earlier call has done
  Progress progress_;
};

}  // namespace

std::string kernel_words(const RunOptions& options) {
  const Kernel& kernel = options.kernel;
  const std::string& known = kernel.version.empty() ? kernel.name : kernel.version;
  return std::string(to_string(options.engine)) + (known.empty() ? "" : " " + known);
}

void run_campaign(const std::vector<PlannedRun>& plan, const CampaignOptions& options,
                  ReportPrinter& printer) {
  Campaign(plan, options, printer).run();
}

}  // namespace keyrace
