#include "lab/report/campaign_table.h"

#include <algorithm>

#include "lab/scenario/sweep_values.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kNames[kMeasures] = {"expectations",
                                           "failed",
                                           "captured",
                                           "protected",
                                           "icv_failures",
                                           "mic_failures",
                                           "replays",
                                           "no_key",
                                           "sent",
                                           "lost",
                                           "lost_in_window",
                                           "rekeys",
                                           "longest_window_ns",
                                           "longest_outage_ns",
                                           "countermeasures",
                                           "disagreements"};

std::int64_t sum(const Json& list, const char* key) {
  std::int64_t total = 0;
  for (const Json& each : list)
    total += each.at(key).is_null() ? 0 : each.at(key).get<std::int64_t>();
  return total;
}

std::optional<std::int64_t> longest(const Json& list, const char* key) {
  std::optional<std::int64_t> most;
  for (const Json& each : list) {
    if (!each.at(key).is_null())
      most = std::max(most.value_or(0), each.at(key).get<std::int64_t>());
  }
  return most;
}

std::optional<std::int64_t> measured(const Json& report, Measure measure) {
  const Json& frames = report.at("frames");
  const Json& verdicts = frames.at("verdicts");
  const Json& rekeys = report.at("rekeys");
  switch (measure) {
    case Measure::kExpectations:
      return report.at("expectations").size();
    case Measure::kFailed:
      return failed_expectations(report);
    case Measure::kCaptured:
      return frames.at("captured");
    case Measure::kProtected:
      return frames.at("protected");
    case Measure::kIcvFailures:
      return verdicts.at("icv_failure");
    case Measure::kMicFailures:
      return verdicts.at("mic_failure");
    case Measure::kReplays:
      return verdicts.at("replay");
    case Measure::kNoKey:
      return verdicts.at("no_key");
    case Measure::kSent:
      return report.at("traffic").at("sent");
    case Measure::kLost:
      return report.at("traffic").at("lost");
    case Measure::kLostInWindow:
      return sum(rekeys, "lost_in_window");
    case Measure::kRekeys:
      return rekeys.size();
    case Measure::kLongestWindow:
      return longest(rekeys, "window_ns");
    case Measure::kLongestOutage:
      return longest(rekeys, "outage_ns");
    case Measure::kCountermeasures:
      return report.at("countermeasures").at("started").get<bool>() ? 1 : 0;
    case Measure::kDisagreements:
      return report.at("model").at("disagreements").size();
  }
  return std::nullopt;
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string cell = "\"";
  for (const char c : text) cell += c == '"' ? "\"\"" : std::string(1, c);
  return cell + "\"";
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) line += (line.empty() ? "" : ",") + csv_cell(cell);
  return line + "\r\n";
}

bool has_variants(const std::vector<CampaignRow>& rows) {
  return std::ranges::any_of(rows, [](const CampaignRow& row) { return !row.variant.empty(); });
}

}  // namespace

CampaignRow campaign_row(const RunOutcome& outcome, const std::string& run) {
  CampaignRow row{outcome.scenario, outcome.variant,  outcome.place.point,
                  outcome.seed,     outcome.status(), run};
  if (outcome.report.is_null()) return row;
  for (std::size_t i = 0; i < kMeasures; ++i) {
    row.measures[i] = measured(outcome.report, static_cast<Measure>(i));
  }
  return row;
}

const char* column_name(Measure measure) {
  return kNames[static_cast<std::size_t>(measure)];
}

std::vector<std::string> swept_members(const std::vector<CampaignRow>& rows) {
  std::vector<std::string> members;
  for (const CampaignRow& row : rows) {
    for (const Setting& setting : row.point) {
      if (std::ranges::find(members, setting.pointer) == members.end()) {
        members.push_back(setting.pointer);
      }
    }
  }
  return members;
}

const std::string* value_of(const CampaignRow& row, const std::string& member) {
  const auto found = std::ranges::find(row.point, member, &Setting::pointer);
  return found == row.point.end() ? nullptr : &found->value;
}

std::string campaign_csv(const std::vector<CampaignRow>& rows) {
  const std::vector<std::string> members = swept_members(rows);
  const bool variants = has_variants(rows);
  std::vector<std::string> names{"scenario"};
  if (variants) names.emplace_back("variant");
  names.insert(names.end(), members.begin(), members.end());
  names.insert(names.end(), {"seed", "status"});
  names.insert(names.end(), std::begin(kNames), std::end(kNames));
  names.emplace_back("run");
  std::string text = csv_line(names);
  for (const CampaignRow& row : rows) {
    std::vector<std::string> cells{row.scenario};
    if (variants) cells.push_back(row.variant);
    for (const std::string& member : members) {
      const std::string* const value = value_of(row, member);
      cells.push_back(value ? as_typed(*value) : "");
    }
    cells.insert(cells.end(), {std::to_string(row.seed), to_string(row.status)});
    for (const auto& measure : row.measures) {
      cells.push_back(measure ? std::to_string(*measure) : "");
    }
    cells.push_back(row.run);
    text += csv_line(cells);
  }
  return text;
}

std::string campaign_json(const std::vector<CampaignRow>& rows) {
  Json runs = Json::array();
  for (const CampaignRow& row : rows) {
    Json json{{"scenario", row.scenario}};
    if (!row.variant.empty()) json["variant"] = row.variant;
    for (const Setting& setting : row.point) {
      json["point"][setting.pointer] = Json::parse(setting.value);
    }
    json["seed"] = row.seed;
    json["status"] = to_string(row.status);
    for (std::size_t i = 0; i < kMeasures; ++i) {
      json[kNames[i]] = nullptr;
      if (row.measures[i]) json[kNames[i]] = *row.measures[i];
    }
    json["run"] = row.run.empty() ? Json() : Json(row.run);
    runs.push_back(std::move(json));
  }
  return Json{{"schema", 1}, {"runs", std::move(runs)}}.dump(1) + "\n";
}

}  // namespace keyrace
