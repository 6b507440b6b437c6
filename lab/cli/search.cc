#include "lab/cli/search.h"

#include <iostream>
#include <map>

#include "lab/cli/campaign_directory.h"
#include "lab/cli/campaign_results.h"
#include "lab/cli/command_line.h"
#include "lab/cli/place_result.h"
#include "lab/cli/planned_run.h"
#include "lab/engine/lab_failure.h"
#include "lab/evidence/run_directory.h"
#include "lab/report/spoken.h"
#include "lab/scenario/sweep_values.h"

namespace keyrace {
namespace {

SweepValues values_of(const std::string& search, std::size_t equals) {
  try {
    return SweepValues(as_json_text(search.substr(equals + 1)));
  } catch (const SweepError& error) {
    throw UsageError("--search " + search + ": " + error.what());
  }
}

std::size_t equals_in(const std::string& search) {
  const auto equals = search.find('=');
  if (equals == std::string::npos || !search.starts_with('/')) {
    throw UsageError("--search " + search +
                     ": must be POINTER=VALUES, such as /faults/0/by=0ms..200ms:1ms");
  }
  return equals;
}

class Search {
 public:
  Search(const PlanRequest& request, const std::string& search, const CampaignOptions& options,
         ReportPrinter& printer)
      : request_(request),
        pointer_(search.substr(0, equals_in(search))),
        values_(values_of(search, equals_in(search))),
        options_(options),
        printer_(printer) {}

  int run() {
    const std::uint64_t last = values_.size() - 1;
    // Both ends are read before anything runs.
    plan(last);
    parent_ = create_run_directory(options_.parent, plan(0).scenario().name);
    std::uint64_t holds = 0;
    std::uint64_t fails = last;
    if (!tried_holds(0)) return found(0);
    if (last == 0 || tried_holds(last)) return not_found();
    while (fails - holds > 1) {
      const std::uint64_t middle = holds + (fails - holds) / 2;
      (tried_holds(middle) ? holds : fails) = middle;
    }
    return found(fails);
  }

 private:
  PlannedRun plan(std::uint64_t n) const {
    PlanRequest request = request_;
    request.shard = {};
    request.changes.sweeps = {pointer_ + "=[" + values_.at(n) + "]"};
    std::vector<PlannedRun> plan = plan_runs(request);
    if (plan.size() != 1) {
      throw UsageError("--search is for one scenario with one seed, and without another sweep");
    }
    plan.front().directory_name = plan.front().scenario().name + "-value-" + std::to_string(n + 1);
    return std::move(plan.front());
  }

  bool tried_holds(std::uint64_t n) {
    const std::vector<PlannedRun> one{plan(n)};
    RunOptions options = options_.run;
    options.run_directory = create_run_directory(parent_ + "/" + one.front().directory_name, "");
    const ScenarioResult result =
        run_in_this_process(one.front(), options, {ReportFormat::kLine, options_.rendering.style});
    RunIndex index = planned_index(one, kernel_words(options_.run));
    index.runs.front().status = index_status(status_of(result.outcomes));
    index.runs.front().run = one.front().directory_name;
    tried_.emplace(n, Tried{index.runs.front(), result});
    write_index();
    printer_.print(result);
    if (status_of(result.outcomes) == OutcomeStatus::kError) {
      throw LabFailure("search on: the run with " + spoken(n) + " could not be done; " + parent_ +
                       " has what was found out");
    }
    return status_of(result.outcomes) == OutcomeStatus::kHolds;
  }

  // In the order of the values.
  void write_index() const {
    RunIndex index{kernel_words(options_.run), {}};
    CampaignResults results;
    for (const auto& [n, tried] : tried_) {
      index.runs.push_back(tried.entry);
      results.add(tried.entry, tried.result);
    }
    write_run_index(parent_, index);
    results.write(parent_);
  }

  std::string spoken(std::uint64_t n) const { return pointer_ + "=" + as_typed(values_.at(n)); }

  std::string told() const {
    return "\n" + spoken_count(tried_.size(), "run") + " of " +
           spoken_count(values_.size(), "value") + "; " + short_name(parent_) + "/" +
           evidence_file::kTableCsv + "\n";
  }

  int not_found() const {
    std::cout << "Every expectation holds with " << spoken(0) << " and with "
              << spoken(values_.size() - 1) << "." << told();
    return kExitHolds;
  }

  int found(std::uint64_t n) const {
    if (n == 0) {
      std::cout << "With the first value, " << spoken(0) << ", ";
    } else {
      std::cout << "Every expectation holds with " << spoken(n - 1) << "; with " << spoken(n)
                << " ";
    }
    std::cout << "these do not:\n";
    for (const RunOutcome& outcome : tried_.at(n).result.outcomes) {
      for (const auto& each : outcome.report.at("expectations")) {
        if (each.at("held") == true) continue;
        std::cout << "  " << each.at("text").get<std::string>() << ", found "
                  << each.at("actual").get<std::string>() << "\n";
      }
    }
    std::cout << told();
    return kExitDoesNotHold;
  }

  struct Tried {
    IndexEntry entry;
    ScenarioResult result;
  };

  const PlanRequest& request_;
  std::string pointer_;
  SweepValues values_;
  const CampaignOptions& options_;
  ReportPrinter& printer_;
  std::string parent_;
  std::map<std::uint64_t, Tried> tried_;
};

}  // namespace

int run_search(const PlanRequest& request, const std::string& search,
               const CampaignOptions& options, ReportPrinter& printer) {
  return Search(request, search, options, printer).run();
}

}  // namespace keyrace
