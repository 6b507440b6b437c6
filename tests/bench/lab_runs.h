// Runs of the lab, as a user starts them.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/bench/program.h"

namespace keyrace::bench {

struct LabRun {
  Usage usage;
  double virtual_s = 0;
  double captured = 0;  // frames
  double judged = 0;    // data frames that were judged
  double rekeys = 0;
};

// A directory for scenarios and results, gone with this.
class LabRuns {
 public:
  LabRuns();
  ~LabRuns();
  LabRuns(const LabRuns&) = delete;
  LabRuns& operator=(const LabRuns&) = delete;

  // The median, by CPU time, of several runs of a scenario of the library.
  LabRun of_library(const std::string& name) const;
  // Of this one.
  LabRun of(const nlohmann::json& scenario) const;
  // `keyrace run` of this scenario with more arguments, once.
  Usage campaign(const nlohmann::json& scenario, const std::vector<std::string>& arguments) const;

  const std::string& directory() const { return directory_; }

 private:
  std::string write(const nlohmann::json& scenario) const;
  LabRun run(const std::string& scenario) const;
  LabRun of_file(const std::string& scenario) const;

  std::string directory_;
};

// The names in the scenario library, in order.
std::vector<std::string> library_names();

}  // namespace keyrace::bench
