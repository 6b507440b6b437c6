// What a campaign leaves beside its runs: table.csv, table.json and, of a sweep, chart.svg. The
// same from `run` and from `merge`. Called by campaign.cc, search.cc and merge.cc.
#pragma once

#include <string>
#include <vector>

#include "lab/cli/scenario_result.h"
#include "lab/evidence/run_index.h"
#include "lab/report/campaign_table.h"

namespace keyrace {

class CampaignResults {
 public:
  // In the order of the index.
  void add(const IndexEntry& entry, const ScenarioResult& result);
  // Into `directory`. Throws SystemError.
  void write(const std::string& directory) const;

 private:
  std::vector<CampaignRow> rows_;
};

}  // namespace keyrace
