// Where on a line of characters events stand: in their order, and as far apart as their times as
// there is room. Called by rekey_picture.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace keyrace {

struct PlacedEvent {
  std::uint64_t t_ns;
  bool single;  // is to have a column of its own, where there are columns enough
};

// The column of each event, from 0, below `columns`; times do not decrease, and so do columns. With
// no more events than columns each has its own; with more, those that follow each other share one.
std::vector<std::size_t> event_columns(const std::vector<PlacedEvent>& events, std::size_t columns);

}  // namespace keyrace
