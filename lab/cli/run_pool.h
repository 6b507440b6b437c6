// Several runs at a time, each in a process of its own. Called by run.cc.
#pragma once

#include <functional>
#include <string>

#include "lab/cli/scenario_result.h"
#include "lab/engine/engine.h"

namespace keyrace {

struct PoolRun {
  std::function<void()> begin;                             // before it starts, in this process
  std::function<ScenarioResult()> work;                    // in its own
  std::function<ScenarioResult(const std::string&)> fail;  // what it threw, in this process
};

struct PoolListener {
  std::function<void(std::size_t run, const ScenarioResult&)> ended;     // as they end
  std::function<void(std::size_t run, const ScenarioResult&)> in_order;  // in the order of `runs`
  std::function<void(std::size_t ended, std::size_t failed)> progress;   // once a second, or so
};

// At most `jobs` at a time. Throws Interrupted, when all that runs has been ended.
void run_pool(const std::vector<PoolRun>& runs, std::size_t jobs, const PoolListener& listener);

// How many at a time; `asked`: by the user, 0 where it was not said.
std::size_t jobs_for(Engine engine, std::size_t asked);

// CPUs that this process may use.
std::vector<int> usable_cpus();

}  // namespace keyrace
