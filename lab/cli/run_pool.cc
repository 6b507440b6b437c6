#include "lab/cli/run_pool.h"

#include <poll.h>
#include <sched.h>

#include <algorithm>
#include <list>
#include <memory>
#include <optional>

#include "lab/cli/worker.h"
#include "lab/engine/lab_failure.h"
#include "lab/engine/stop_signals.h"

namespace keyrace {
namespace {

class Pool {
 public:
  Pool(const std::vector<PoolRun>& runs, std::size_t jobs, const PoolListener& listener)
      : runs_(runs), jobs_(jobs), listener_(listener), results_(runs.size()) {
    // A guest stays where it starts; several must not share one CPU while others are idle.
    if (jobs > 1) cpus_ = usable_cpus();
  }

  void run() {
    while (next_ < runs_.size() || !busy_.empty()) {
      while (next_ < runs_.size() && busy_.size() < jobs_) start();
      wait();
      listener_.progress(ended_, failed_);
    }
  }

 private:
  struct Busy {
    std::size_t run;
    std::size_t slot;
    std::unique_ptr<Worker> worker;
  };

  std::size_t free_slot() const {
    for (std::size_t slot = 0;; ++slot) {
      if (std::ranges::find(busy_, slot, &Busy::slot) == busy_.end()) return slot;
    }
  }

  void start() {
    const std::size_t run = next_++;
    const std::size_t slot = free_slot();
    const auto cpu = cpus_.empty() ? std::nullopt : std::optional(cpus_[slot % cpus_.size()]);
    runs_[run].begin();
    const auto work = [this, run] { return to_bytes(runs_[run].work()); };
    busy_.emplace_back(run, slot, std::make_unique<Worker>(work, cpu));
  }

  void wait() {
    std::vector<pollfd> wake{{signals_.fd(), POLLIN, 0}};
    for (const Busy& busy : busy_) wake.push_back({busy.worker->fd(), POLLIN, 0});
    poll(wake.data(), wake.size(), 1000);
    if (wake[0].revents) throw Interrupted(signals_.take());
    auto busy = busy_.begin();
    for (std::size_t i = 1; i < wake.size(); ++i) {
      const auto current = busy++;
      if (!wake[i].revents) continue;
      end(*current);
      busy_.erase(current);
    }
    tell_in_order();
  }

  void end(Busy& busy) {
    ScenarioResult& result = results_[busy.run].emplace();
    try {
      result = from_bytes(busy.worker->result());
    } catch (const LabFailure& error) {
      result = runs_[busy.run].fail(error.what());
    }
    ++ended_;
    if (status_of(result.outcomes) != OutcomeStatus::kHolds) ++failed_;
    listener_.ended(busy.run, result);
  }

  void tell_in_order() {
    for (; told_ < results_.size() && results_[told_]; ++told_) {
      listener_.in_order(told_, *results_[told_]);
      results_[told_] = ScenarioResult{};  // reports are large
    }
  }

  const std::vector<PoolRun>& runs_;
  std::size_t jobs_;
  const PoolListener& listener_;
  std::vector<int> cpus_;
  StopSignals signals_;
  std::list<Busy> busy_;
  std::vector<std::optional<ScenarioResult>> results_;
  std::size_t next_ = 0;
  std::size_t ended_ = 0;
  std::size_t failed_ = 0;
  std::size_t told_ = 0;
};

}  // namespace

void run_pool(const std::vector<PoolRun>& runs, std::size_t jobs, const PoolListener& listener) {
  Pool(runs, jobs, listener).run();
}

std::size_t jobs_for(Engine engine, std::size_t asked) {
  switch (engine) {
    case Engine::kUml:
      return asked > 0 ? asked : std::max<std::size_t>(usable_cpus().size(), 1);
    case Engine::kQemu:
      // Each takes half a gibibyte, and a CPU that is late disturbs its clock.
      return asked > 0 ? asked : 1;
    case Engine::kHost:
      return 1;  // there is one such kernel
  }
  return 1;
}

std::vector<int> usable_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> cpus;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(static_cast<std::size_t>(cpu), &set)) cpus.push_back(cpu);
  }
  return cpus;
}

}  // namespace keyrace
