// The rows of a sweep as lines over one of its members. Called by campaign_chart.cc,
// sweep_answer.cc and sweep_page.cc; last arrow of the flow, verify -> report.
#pragma once

#include <string>
#include <vector>

#include "lab/report/campaign_table.h"

namespace keyrace {

// What the rows set a member to, as JSON texts in their order, with repetitions.
std::vector<std::string> values_of(const std::vector<CampaignRow>& rows, const std::string& member);

// The members that take more than one value, in the order in which they come.
std::vector<std::string> varying_members(const std::vector<CampaignRow>& rows);

// One combination of scenario, variant and what is not along the axis.
struct CampaignLine {
  std::string name;                      // "late 2.11 /traffic/0/rate=100"
  std::vector<const CampaignRow*> rows;  // in their order; of one value several, with other seeds
};

// Of the rows that set `member`.
std::vector<CampaignLine> campaign_lines(const std::vector<CampaignRow>& rows,
                                         const std::string& member);

}  // namespace keyrace
