// How `run`, `report` and `merge` print what scenarios came to: in the order in which they were
// given, on stdout or into a file.
#pragma once

#include <fstream>
#include <string>

#include "lab/cli/scenario_result.h"

namespace keyrace {

class ReportPrinter {
 public:
  // Several results as JSON are one array. `file` is written in place of stdout, unless it is
  // empty. Throws SystemError when it can't be.
  ReportPrinter(ReportFormat format, bool several, const std::string& file);

  // What the lab could not do is also told on stderr.
  void print(const ScenarioResult& result);
  // Writes what only the end of all completes. Throws SystemError.
  void finish();

  // "44 of 46 runs hold, 2 do not", of all that was printed.
  std::string summary() const;
  // The exit status for what was printed.
  int status() const;

 private:
  std::ostream& out();
  void complain(const RunOutcome& outcome);
  std::string document() const;

  ReportFormat format_;
  bool several_;
  std::string path_;
  std::ofstream file_;
  bool printed_ = false;
  std::vector<RunOutcome> outcomes_;
};

// The contract's exit status.
int exit_status(OutcomeStatus status);

}  // namespace keyrace
