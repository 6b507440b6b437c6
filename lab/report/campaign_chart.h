// The table of a sweep as a picture: losses over the value that is swept. Called by lab/cli; last
// arrow of the flow, verify -> report.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lab/report/campaign_table.h"

namespace keyrace {

// SVG for light and dark surroundings. Along the axis is the first member that takes more than one
// value; a line for each combination of the others, through the medians of the seeds. Nothing where
// no member does.
std::optional<std::string> campaign_chart(const std::vector<CampaignRow>& rows);

}  // namespace keyrace
