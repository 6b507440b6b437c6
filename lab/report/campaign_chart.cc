#include "lab/report/campaign_chart.h"

#include <algorithm>
#include <map>
#include <set>

#include "lab/report/campaign_lines.h"
#include "lab/report/chart_axis.h"
#include "lab/report/svg.h"
#include "lab/scenario/sweep.h"

namespace keyrace {
namespace {

// The colours are told apart by people who see two of the three, and stand out on both grounds.
constexpr char kStyle[] = R"(
svg { --page: #ffffff; --ink: #1f2328; --soft: #656d76; --grid: #e3e7eb; --bad: #cf222e;
  --c0: #0969da; --c1: #bc4c00; --c2: #1a7f37; --c3: #8250df; --c4: #9a6700; --c5: #57606a; }
@media (prefers-color-scheme: dark) { svg { --page: #0d1117; --ink: #e6edf3; --soft: #8b949e;
  --grid: #262c34; --bad: #ff7b72; --c0: #58a6ff; --c1: #f0883e; --c2: #3fb950; --c3: #bc8cff;
  --c4: #d29922; --c5: #8b949e; } }
text { font: 12px system-ui, sans-serif; fill: var(--soft); }
.title { font-size: 15px; font-weight: 600; fill: var(--ink); }
.panel { font-weight: 600; fill: var(--ink); }
.page { fill: var(--page); } .grid { stroke: var(--grid); } .axis { stroke: var(--soft); }
polyline { fill: none; stroke-width: 1.5; }
.l0 { stroke: var(--c0); } .l1 { stroke: var(--c1); } .l2 { stroke: var(--c2); }
.l3 { stroke: var(--c3); } .l4 { stroke: var(--c4); } .l5 { stroke: var(--c5); }
.d0 { fill: var(--c0); } .d1 { fill: var(--c1); } .d2 { fill: var(--c2); }
.d3 { fill: var(--c3); } .d4 { fill: var(--c4); } .d5 { fill: var(--c5); }
.bad { fill: var(--page); stroke: var(--bad); stroke-width: 1.5; }
)";
constexpr std::size_t kColours = 6;

constexpr int kWidth = 840;
constexpr int kLeft = 64;
constexpr int kRight = 24;
constexpr int kTop = 64;
constexpr int kPanel = 130;
constexpr int kBetween = 46;
constexpr int kBottom = 46;
constexpr int kLegendLine = 18;

struct Panel {
  Measure measure;
  const char* title;
};
constexpr Panel kPanels[] = {{Measure::kLost, "datagrams lost"},
                             {Measure::kIcvFailures, "ICV failures"},
                             {Measure::kMicFailures, "MIC failures"}};

class Chart {
 public:
  Chart(const std::vector<CampaignRow>& rows, const std::string& member)
      : member_(member), axis_(values_of(rows, member)), series_(campaign_lines(rows, member)) {}

  std::string draw() const {
    const int bottom = kTop + static_cast<int>(std::size(kPanels)) * (kPanel + kBetween) - kBetween;
    const auto legend = series_.size() > 1 ? std::min(series_.size(), kColours) : 0;
    const int height = bottom + kBottom + static_cast<int>(legend) * kLegendLine;
    const std::string over = member_ + (axis_.unit().empty() ? "" : " in " + axis_.unit());
    const std::string title = title_of() + " over " + over;
    Svg svg(kWidth, height, title, kStyle);
    svg.text(kLeft, 26, "start", "title", title);
    int top = kTop;
    for (const Panel& panel : kPanels) {
      draw_panel(svg, panel, top);
      top += kPanel + kBetween;
    }
    svg.text(kWidth - kRight, bottom + 36, "end", "", "red ring: an expectation does not hold");
    svg.text(kLeft, bottom + 36, "start", "", over);
    for (std::size_t i = 0; i < legend; ++i) {
      const double y = bottom + kBottom + static_cast<double>(i) * kLegendLine + 4;
      const bool last = i + 1 == legend && series_.size() > legend;
      svg.dot(kLeft + 4, y - 4, 4, colour("d", i), series_[i].name);
      svg.text(kLeft + 16, y, "start", "",
               last ? "and " + std::to_string(series_.size() - i) + " more" : series_[i].name);
    }
    return svg.finish();
  }

 private:
  std::string title_of() const {
    std::set<std::string> names;
    for (const CampaignLine& series : series_) {
      for (const CampaignRow* row : series.rows) names.insert(row->scenario);
    }
    return names.size() == 1 ? *names.begin() : std::to_string(names.size()) + " scenarios";
  }

  double x_of(const CampaignRow& row) const {
    return kLeft + axis_.place(*value_of(row, member_)) * (kWidth - kLeft - kRight);
  }

  static std::string colour(const char* kind, std::size_t series) {
    return kind + std::to_string(std::min(series, kColours - 1));
  }

  void draw_panel(Svg& svg, const Panel& panel, int top) const {
    std::int64_t most = 0;
    for (const CampaignLine& series : series_) {
      for (const CampaignRow* row : series.rows) {
        most = std::max(most, (*row)[panel.measure].value_or(0));
      }
    }
    const std::vector<ChartTick> ticks = count_ticks(most);
    const double bottom = top + kPanel;
    const auto y_of = [&](std::int64_t count) {
      return bottom - static_cast<double>(count) / ticks.back().value * kPanel;
    };
    svg.text(kLeft, top - 8, "start", "panel", panel.title);
    for (const ChartTick& tick : ticks) {
      const double y = y_of(static_cast<std::int64_t>(tick.value));
      svg.line(kLeft, y, kWidth - kRight, y, tick.value == 0 ? "axis" : "grid");
      svg.text(kLeft - 8, y + 4, "end", "", tick.label);
    }
    for (const ChartTick& tick : axis_.ticks()) {
      const double x = kLeft + tick.value * (kWidth - kLeft - kRight);
      svg.line(x, bottom, x, bottom + 4, "axis");
      svg.text(x, bottom + 18, "middle", "", tick.label);
    }
    for (std::size_t i = 0; i < series_.size(); ++i) draw_series(svg, panel, i, y_of);
  }

  template <typename Height>
  void draw_series(Svg& svg, const Panel& panel, std::size_t series, const Height& y_of) const {
    std::map<double, std::vector<std::int64_t>> counts;
    for (const CampaignRow* row : series_[series].rows) {
      const auto& count = (*row)[panel.measure];
      if (count) counts[x_of(*row)].push_back(*count);
    }
    std::vector<std::pair<double, double>> line;
    for (auto& [x, all] : counts) {
      std::ranges::sort(all);
      line.emplace_back(x, y_of(all[all.size() / 2]));
    }
    if (line.size() > 1) svg.polyline(line, colour("l", series));
    for (const CampaignRow* row : series_[series].rows) {
      const auto& count = (*row)[panel.measure];
      if (!count) continue;
      const bool bad = row->status != OutcomeStatus::kHolds;
      svg.dot(x_of(*row), y_of(*count), bad ? 3 : 2, bad ? "bad" : colour("d", series),
              spoken_point(row->point) + ", seed " + std::to_string(row->seed) + ": " +
                  std::to_string(*count) + " " + panel.title);
    }
  }

  std::string member_;
  ValueAxis axis_;
  std::vector<CampaignLine> series_;
};

}  // namespace

std::optional<std::string> campaign_chart(const std::vector<CampaignRow>& rows) {
  const std::vector<std::string> members = varying_members(rows);
  if (members.empty()) return std::nullopt;
  return Chart(rows, members.front()).draw();
}

}  // namespace keyrace
