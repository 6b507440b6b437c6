#include "lab/report/chart_axis.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "lab/scenario/duration_text.h"
#include "lab/scenario/sweep_values.h"

namespace keyrace {
namespace {

using nlohmann::json;

constexpr int kMostTicks = 10;
constexpr std::size_t kMostNames = 24;

// 1, 2 or 5 and zeros: the least with which `span` has few enough steps.
double round_step(double span, int steps) {
  const double rough = std::max(span / steps, 1e-9);
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

// As many digits as the step has.
std::string label_of(double value, double step) {
  const int digits = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 9);
  const double scale = std::pow(10, digits);
  const auto scaled = std::llround(std::abs(value) * scale);
  const auto whole = std::llround(scale);
  std::string text = (value < 0 && scaled != 0 ? "-" : "") + std::to_string(scaled / whole);
  if (digits == 0) return text;
  const std::string rest = std::to_string(scaled % whole);
  return text + "." + std::string(static_cast<std::size_t>(digits) - rest.size(), '0') + rest;
}

std::optional<Duration> duration_of(const std::string& value) {
  const json parsed = json::parse(value);
  return parsed.is_string() ? parse_duration(parsed.get<std::string>()) : std::nullopt;
}

}  // namespace

std::vector<ChartTick> count_ticks(std::int64_t most) {
  const double top = static_cast<double>(std::max<std::int64_t>(most, 1));
  const double step = std::max(round_step(top, 4), 1.0);
  std::vector<ChartTick> ticks;
  for (int i = 0; i == 0 || ticks.back().value < top; ++i) {
    ticks.push_back({i * step, label_of(i * step, step)});
  }
  return ticks;
}

ValueAxis::ValueAxis(const std::vector<std::string>& values) {
  if (std::ranges::all_of(values, [](const auto& each) { return duration_of(each).has_value(); })) {
    kind_ = Kind::kDuration;
  } else if (std::ranges::all_of(values,
                                 [](const auto& each) { return json::parse(each).is_number(); })) {
    kind_ = Kind::kNumber;
  }
  std::set<std::string> known;
  for (const std::string& value : values) {
    if (known.insert(value).second) names_.push_back(value);
  }
  if (names_.empty()) return;
  if (kind_ == Kind::kDuration) {
    Duration most{0};
    for (const std::string& value : names_) most = std::max(most, *duration_of(value));
    for (const auto& [name, size] : {std::pair("ns", 1.0), {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}}) {
      // 200 ms, rather than 0.2 s.
      if (unit_.empty() || static_cast<double>(most.count()) >= 2 * size) {
        unit_ = name;
        unit_size_ = size;
      }
    }
  }
  const auto [first, last] =
      std::ranges::minmax(names_, {}, [this](const std::string& value) { return number(value); });
  first_ = number(first);
  last_ = number(last);
}

double ValueAxis::number(const std::string& value) const {
  switch (kind_) {
    case Kind::kDuration:
      return static_cast<double>(duration_of(value)->count()) / unit_size_;
    case Kind::kNumber:
      return json::parse(value).get<double>();
    case Kind::kName:
      return static_cast<double>(std::ranges::find(names_, value) - names_.begin());
  }
  return 0;
}

double ValueAxis::place(const std::string& value) const {
  return last_ > first_ ? (number(value) - first_) / (last_ - first_) : 0.5;
}

std::vector<ChartTick> ValueAxis::ticks() const {
  std::vector<ChartTick> ticks;
  if (kind_ == Kind::kName || last_ <= first_) {
    const std::size_t step = (names_.size() + kMostNames - 1) / kMostNames;
    for (std::size_t i = 0; i < names_.size(); i += step) {
      ticks.push_back({place(names_[i]), as_typed(names_[i])});
    }
    return ticks;
  }
  const double step = round_step(last_ - first_, kMostTicks);
  for (auto n = std::llround(std::ceil(first_ / step - 1e-9));
       static_cast<double>(n) * step <= last_ + step * 1e-9; ++n) {
    const double value = static_cast<double>(n) * step;
    ticks.push_back({(value - first_) / (last_ - first_), label_of(value, step)});
  }
  return ticks;
}

}  // namespace keyrace
