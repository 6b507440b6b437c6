// Several runs of one command line: their directories, the index above them, and how far they have
// come. Called by run.cc.
#pragma once

#include <string>
#include <vector>

#include "lab/cli/planned_run.h"
#include "lab/cli/report_printer.h"

namespace keyrace {

struct CampaignOptions {
  RunOptions run;      // for all; its directory is chosen here
  std::string parent;  // of the runs' directories, to be made; empty: runs/NAME-N for each, and for
                       // all points of a sweep
  bool resume = false;                  // what an earlier call has done in `parent` is left out
  std::vector<std::string> words = {};  // of the command line, behind "keyrace"
  std::size_t jobs = 1;
  Rendering rendering = {};
};

// As an index says it: engine, and what is known of the kernel.
std::string kernel_words(const RunOptions& options);

// Those of the plan that are this shard's. With a parent, index.json there names all of the plan
// and is brought up to date as runs end, and tables and a chart stand beside it at the end. Throws
// UsageError where two runs would have one directory, SystemError, or Interrupted, when it has said
// how to go on.
void run_campaign(const std::vector<PlannedRun>& plan, const CampaignOptions& options,
                  ReportPrinter& printer);

}  // namespace keyrace
