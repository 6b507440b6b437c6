#include "lab/cli/campaign_results.h"

#include "emulator/sys/file.h"
#include "lab/evidence/run_directory.h"
#include "lab/report/campaign_chart.h"

namespace keyrace {

void CampaignResults::add(const IndexEntry& entry, const ScenarioResult& result) {
  for (const RunOutcome& outcome : result.outcomes) {
    rows_.push_back(campaign_row(outcome, entry.run));
  }
}

void CampaignResults::write(const std::string& directory) const {
  write_file(directory + "/" + evidence_file::kTableCsv, campaign_csv(rows_));
  write_file(directory + "/" + evidence_file::kTableJson, campaign_json(rows_));
  if (const auto chart = campaign_chart(rows_)) {
    write_file(directory + "/" + evidence_file::kChart, *chart);
  }
}

}  // namespace keyrace
