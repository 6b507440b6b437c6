#include "lab/report/picture_columns.h"

#include <algorithm>

namespace keyrace {
namespace {

using Columns = std::vector<std::size_t>;

// Each event one column further than the one before; what room is left goes to the times between.
Columns spread(const std::vector<PlacedEvent>& events, std::size_t columns) {
  const auto room = static_cast<double>(columns - events.size());
  const auto all = static_cast<double>(events.back().t_ns - events.front().t_ns);
  Columns result;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto since = static_cast<double>(events[i].t_ns - events.front().t_ns);
    result.push_back(i + (all > 0 ? static_cast<std::size_t>(room * since / all) : 0));
  }
  return result;
}

Columns evenly(std::size_t events, std::size_t columns) {
  Columns result;
  for (std::size_t i = 0; i < events; ++i) result.push_back(i * columns / events);
  return result;
}

// Events between two that have columns of their own.
std::vector<std::size_t> runs_of(const std::vector<PlacedEvent>& events) {
  std::vector<std::size_t> runs{0};
  for (const PlacedEvent& event : events) {
    if (!event.single) {
      ++runs.back();
    } else if (runs.back() > 0) {
      runs.push_back(0);
    }
  }
  if (runs.back() == 0) runs.pop_back();
  return runs;
}

// Each run gets one column and its part of the rest, which are fewer than its events.
Columns crowded(const std::vector<PlacedEvent>& events, const std::vector<std::size_t>& runs,
                std::size_t columns) {
  std::size_t extra = 0;
  for (const std::size_t run : runs) extra += run - 1;
  Columns result;
  std::size_t column = 0;
  std::size_t before = 0;  // of `extra`, that of earlier runs
  const auto share = [&](std::size_t events_before) {
    return extra > 0 ? events_before * (columns - runs.size()) / extra : 0;
  };
  auto run = runs.begin();
  for (std::size_t i = 0; i < events.size();) {
    if (events[i].single) {
      result.push_back(column++);
      ++i;
      continue;
    }
    const std::size_t own = 1 + share(before + *run - 1) - share(before);
    before += *run - 1;
    for (std::size_t k = 0; k < *run; ++k) result.push_back(column + k * own / *run);
    column += own;
    i += *run++;
  }
  return result;
}

}  // namespace

Columns event_columns(const std::vector<PlacedEvent>& events, std::size_t columns) {
  if (events.empty()) return {};
  if (events.size() <= columns) return spread(events, columns);
  const auto singles =
      static_cast<std::size_t>(std::ranges::count_if(events, &PlacedEvent::single));
  const std::vector<std::size_t> runs = runs_of(events);
  if (singles + runs.size() > columns) return evenly(events.size(), columns);
  return crowded(events, runs, columns - singles);
}

}  // namespace keyrace
