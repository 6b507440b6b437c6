#include "lab/report/campaign_lines.h"

#include <algorithm>
#include <functional>
#include <map>

#include "lab/scenario/sweep.h"

namespace keyrace {
namespace {

std::string line_of(const CampaignRow& row, const std::string& member) {
  std::vector<Setting> others = row.point;
  std::erase_if(others, [&](const Setting& each) { return each.pointer == member; });
  const std::string name = row.scenario + (row.variant.empty() ? "" : " " + row.variant);
  return name + (others.empty() ? "" : " " + spoken_point(others));
}

}  // namespace

std::vector<std::string> values_of(const std::vector<CampaignRow>& rows,
                                   const std::string& member) {
  std::vector<std::string> values;
  for (const CampaignRow& row : rows) {
    if (const std::string* const value = value_of(row, member)) values.push_back(*value);
  }
  return values;
}

std::vector<std::string> varying_members(const std::vector<CampaignRow>& rows) {
  std::vector<std::string> members = swept_members(rows);
  std::erase_if(members, [&](const std::string& member) {
    const std::vector<std::string> values = values_of(rows, member);
    return std::ranges::adjacent_find(values, std::ranges::not_equal_to()) == values.end();
  });
  return members;
}

std::vector<CampaignLine> campaign_lines(const std::vector<CampaignRow>& rows,
                                         const std::string& member) {
  std::vector<CampaignLine> lines;
  std::map<std::string, std::size_t> known;
  for (const CampaignRow& row : rows) {
    if (!value_of(row, member)) continue;
    const std::string name = line_of(row, member);
    const auto [line, is_new] = known.try_emplace(name, lines.size());
    if (is_new) lines.push_back({name, {}});
    lines[line->second].rows.push_back(&row);
  }
  return lines;
}

}  // namespace keyrace
