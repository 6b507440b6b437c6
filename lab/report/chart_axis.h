// One axis of a chart: where a value stands, and which values are marked. Called by
// campaign_chart.cc, sweep_answer.cc and sweep_page.cc; last arrow of the flow, verify -> report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace keyrace {

struct ChartTick {
  double value;
  std::string label;
};

// From 0 to the first round number that is not below `most`, in whole numbers.
std::vector<ChartTick> count_ticks(std::int64_t most);

// What a member of a scenario takes in the course of a sweep, as places along an axis: durations
// and numbers by their size, anything else one after the other.
class ValueAxis {
 public:
  // JSON texts, in any order, with repetitions.
  explicit ValueAxis(const std::vector<std::string>& values);

  // In unit(); of names, their place in the order in which they came.
  double number(const std::string& value) const;
  // From 0 to 1.
  double place(const std::string& value) const;
  std::vector<ChartTick> ticks() const;              // with places as values
  const std::string& unit() const { return unit_; }  // "ms"; empty: it has none
  bool is_of_names() const { return kind_ == Kind::kName; }
  const std::vector<std::string>& values() const { return names_; }  // each once, as they came

 private:
  enum class Kind { kDuration, kNumber, kName };
  Kind kind_ = Kind::kName;
  std::vector<std::string> names_;  // each value once, in the order in which they came
  double first_ = 0;
  double last_ = 0;
  double unit_size_ = 1;
  std::string unit_;
};

}  // namespace keyrace
