#include "lab/report/sweep_page.h"

#include <algorithm>
#include <map>

#include "lab/report/campaign_lines.h"
#include "lab/report/chart_axis.h"
#include "lab/report/shell_words.h"
#include "lab/report/sweep_answer.h"
#include "lab/scenario/sweep_values.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

struct PageMeasure {
  Measure measure;
  const char* title;
  bool duration = false;
};

constexpr PageMeasure kPageMeasures[] = {
    {Measure::kLost, "datagrams lost"},
    {Measure::kLongestOutage, "longest outage", true},
    {Measure::kIcvFailures, "ICV failures"},
    {Measure::kMicFailures, "MIC failures"},
    {Measure::kFailed, "expectations that do not hold"},
    {Measure::kLongestWindow, "longest window", true},
    {Measure::kLostInWindow, "lost while keys differed"},
    {Measure::kReplays, "replays"},
    {Measure::kNoKey, "frames without a key"},
    {Measure::kRekeys, "rekeys"},
    {Measure::kCountermeasures, "TKIP countermeasures"},
    {Measure::kDisagreements, "disagreements with the kernel"},
};

// A member of the scenario, with the places of its values.
struct Member {
  std::string pointer;
  ValueAxis axis;
  std::vector<std::string> values;            // by size, each once
  std::map<std::string, std::size_t> places;  // in `values`
};

std::vector<Member> members_of(const std::vector<CampaignRow>& rows) {
  std::vector<Member> members;
  for (const std::string& pointer : swept_members(rows)) {
    Member member{pointer, ValueAxis(values_of(rows, pointer)), {}, {}};
    member.values = member.axis.values();
    std::ranges::stable_sort(member.values, {},
                             [&](const auto& value) { return member.axis.number(value); });
    for (const std::string& value : member.values) {
      member.places.emplace(value, member.places.size());
    }
    members.push_back(std::move(member));
  }
  return members;
}

Json member_json(const Member& member) {
  Json values = Json::array();
  for (const std::string& value : member.values) {
    values.push_back({{"text", as_typed(value)}, {"at", member.axis.number(value)}});
  }
  return {{"pointer", member.pointer},
          {"unit", member.axis.unit()},
          {"names", member.axis.is_of_names()},
          {"values", values}};
}

Json failed_json(const Json& report) {
  Json failed = Json::array();
  for (const Json& each : report.at("expectations")) {
    if (each.at("held") == true) continue;
    failed.push_back({{"text", each.at("text")}, {"actual", each.at("actual")}});
  }
  return failed;
}

Json point_json(const RunOutcome& outcome, const CampaignRow& row, const std::string& name,
                const std::vector<Member>& members) {
  Json at = Json::array();
  for (const Member& member : members) {
    const std::string* const value = value_of(row, member.pointer);
    at.push_back(value ? Json(member.places.at(*value)) : Json(nullptr));
  }
  Json measures = Json::array();
  for (const PageMeasure& each : kPageMeasures) {
    const auto& number = row[each.measure];
    measures.push_back(number ? Json(*number) : Json(nullptr));
  }
  Json point{{"name", name},
             {"scenario", outcome.scenario},
             {"variant", outcome.variant},
             {"seed", outcome.seed},
             {"at", at},
             {"status", to_string(outcome.status())},
             {"verdict", verdict_in_words(outcome)},
             {"measures", measures},
             {"directory", outcome.run_directory}};
  if (!outcome.place.alone.empty()) {
    point["alone"] = "keyrace run " + shell_words(outcome.place.alone);
  }
  if (outcome.report.is_null()) {
    point["error"] = outcome.error;
  } else {
    point["failed"] = failed_json(outcome.report);
  }
  return point;
}

// Those with a neighbour, along any member, that holds when they do not, or the other way round.
std::vector<bool> at_edges(const std::vector<CampaignRow>& rows) {
  std::vector<bool> edges(rows.size(), false);
  for (const std::string& member : varying_members(rows)) {
    const ValueAxis axis(values_of(rows, member));
    for (CampaignLine& line : campaign_lines(rows, member)) {
      std::ranges::stable_sort(line.rows, {}, [&](const CampaignRow* row) {
        return axis.number(*value_of(*row, member));
      });
      for (std::size_t i = 1; i < line.rows.size(); ++i) {
        if (line.rows[i - 1]->status == line.rows[i]->status) continue;
        for (const CampaignRow* row : {line.rows[i - 1], line.rows[i]}) {
          edges[static_cast<std::size_t>(row - rows.data())] = true;
        }
      }
    }
  }
  return edges;
}

// In which order the runs are put into the page while there is room.
std::vector<std::size_t> by_interest(const std::vector<CampaignRow>& rows) {
  const std::vector<bool> edges = at_edges(rows);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < rows.size(); ++i) order.push_back(i);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) {
    return edges[i] ? 0 : rows[i].status != OutcomeStatus::kHolds ? 1 : 2;
  });
  return order;
}

// One object of the run and of RunOutcome::page.
std::string run_text(const RunOutcome& outcome, const std::string& name) {
  std::string text = page_run(outcome, name).dump(-1, ' ', false, Json::error_handler_t::replace);
  if (!outcome.page.empty()) text.replace(text.size() - 1, 1, "," + outcome.page.substr(1));
  return text;
}

}  // namespace

Json sweep_page(const std::vector<RunOutcome>& points, PageRuns& runs) {
  std::vector<CampaignRow> rows;
  for (const RunOutcome& each : points) rows.push_back(campaign_row(each, each.run_directory));
  const std::vector<Member> members = members_of(rows);
  const std::vector<std::string> names = distinct_names(points);
  Json json_points = Json::array();
  for (std::size_t i = 0; i < points.size(); ++i) {
    json_points.push_back(point_json(points[i], rows[i], names[i], members));
  }
  for (const std::size_t i : by_interest(rows)) {
    if (points[i].report.is_null()) continue;
    const std::string element = runs.add(run_text(points[i], names[i]));
    if (!element.empty()) json_points[i]["element"] = element;
  }
  const SweepAnswer answer = sweep_answer(points, rows);
  Json page{{"title", answer.title}, {"answer", answer.sentences}};
  for (const Member& each : members) page["members"].push_back(member_json(each));
  for (const PageMeasure& each : kPageMeasures) {
    page["measures"].push_back(
        {{"key", column_name(each.measure)}, {"title", each.title}, {"duration", each.duration}});
  }
  page["points"] = json_points;
  page["embedded"] = {{"runs", runs.count()}, {"octets", runs.octets()}};
  return page;
}

}  // namespace keyrace
