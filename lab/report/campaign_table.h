// What the runs of a campaign came to, a row for each: for spreadsheets and programs, and what the
// chart is drawn from. Nothing in it depends on when or where a run was done. Called by lab/cli;
// last arrow of the flow, verify -> report. Reads reports as JSON, as comparison.h does.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lab/report/outcome.h"
#include "lab/scenario/scenario.h"

namespace keyrace {

// The numbers of a row, in the order of the columns.
enum class Measure {
  kExpectations,
  kFailed,  // of these
  kCaptured,
  kProtected,
  kIcvFailures,
  kMicFailures,
  kReplays,
  kNoKey,
  kSent,
  kLost,
  kLostInWindow,  // sent while the two sides' keys differed
  kRekeys,
  kLongestWindow,  // ns
  kLongestOutage,  // ns
  kCountermeasures,
  kDisagreements,
};
inline constexpr std::size_t kMeasures = 16;

struct CampaignRow {
  std::string scenario;
  std::string variant;
  std::vector<Setting> point;
  std::uint64_t seed = 0;
  OutcomeStatus status = OutcomeStatus::kError;
  std::string run;  // its directory below that of the campaign; empty: it was not run
  std::array<std::optional<std::int64_t>, kMeasures> measures = {};  // absent: there is none

  const std::optional<std::int64_t>& operator[](Measure measure) const {
    return measures[static_cast<std::size_t>(measure)];
  }
};

// `outcome` is one of a run that lies in `run`.
CampaignRow campaign_row(const RunOutcome& outcome, const std::string& run);

const char* column_name(Measure measure);  // "icv_failures", "longest_outage_ns"

// The members that any of the rows sets, in the order in which they come.
std::vector<std::string> swept_members(const std::vector<CampaignRow>& rows);
// What a row sets a member to, as JSON text; nothing: it does not.
const std::string* value_of(const CampaignRow& row, const std::string& member);

// RFC 4180, with a line of names above.
std::string campaign_csv(const std::vector<CampaignRow>& rows);
// {"schema": 1, "runs": [...]}
std::string campaign_json(const std::vector<CampaignRow>& rows);

}  // namespace keyrace
