// Keys that were in a node's kernel before its stack asked for them (fault "early"): what became of
// the messages that they were in for before, and how each story ended.
#pragma once

#include <string>
#include <vector>

#include "lab/report/report.h"

namespace keyrace {

std::vector<EarlyInstall> find_early_installs(const RunEvidence& evidence,
                                              const RunVerdicts& verdicts);

// Sentences for the answer, one for all installs with the same story.
void tell_early_installs(const std::vector<EarlyInstall>& installs,
                         std::vector<std::string>& answer);

}  // namespace keyrace
