// What a sweep found, in sentences: over which values every expectation holds, and what does not
// beyond. Called by sweep_page.cc; last arrow of the flow, verify -> report.
#pragma once

#include <string>
#include <vector>

#include "lab/report/campaign_table.h"

namespace keyrace {

struct SweepAnswer {
  std::string title;                   // where every expectation holds
  std::vector<std::string> sentences;  // the most telling first; code is between backticks
};

// `rows` are those of the outcomes, one for each; at least one.
SweepAnswer sweep_answer(const std::vector<RunOutcome>& outcomes,
                         const std::vector<CampaignRow>& rows);

}  // namespace keyrace
