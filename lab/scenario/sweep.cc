#include "lab/scenario/sweep.h"

#include <nlohmann/json.hpp>

#include "lab/scenario/override.h"
#include "lab/scenario/scenario_error.h"
#include "lab/scenario/splitmix64.h"
#include "lab/scenario/sweep_values.h"

namespace keyrace {
namespace {

constexpr char kSweep[] = "/sweep";

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : state_(seed) {}

  std::uint64_t below(std::uint64_t end) {
    state_ += kSplitMix64Step;
    return splitmix64(state_) % end;
  }

 private:
  std::uint64_t state_;
};

class SweepPlan {
 public:
  SweepPlan(const Sweep& sweep, const std::string& source) : sweep_(sweep), source_(source) {
    for (const Setting& member : sweep.set) values_.push_back(values_of(member));
  }

  std::vector<std::vector<Setting>> points(std::uint64_t seed) const {
    switch (sweep_.points) {
      case SweepPoints::kGrid:
        return grid();
      case SweepPoints::kPairs:
        return pairs();
      case SweepPoints::kDraws:
        return draws(seed);
    }
    return {};
  }

 private:
  using Indices = std::vector<std::uint64_t>;

  SweepValues values_of(const Setting& member) const {
    if (is_at_or_below(member.pointer, kSweep)) {
      throw ScenarioError(source_, sweep_place(member.pointer),
                          "a sweep can't change itself; remove it");
    }
    try {
      return SweepValues(member.value);
    } catch (const SweepError& error) {
      throw ScenarioError(source_, sweep_place(member.pointer), error.what());
    }
  }

  std::vector<std::vector<Setting>> grid() const {
    std::uint64_t count = 1;
    for (const SweepValues& values : values_) count = checked(count * values.size());
    std::vector<std::vector<Setting>> points;
    for (std::uint64_t n = 0; n < count; ++n) {
      Indices indices(values_.size());
      std::uint64_t rest = n;
      for (std::size_t i = values_.size(); i-- > 0; rest /= values_[i].size()) {
        indices[i] = rest % values_[i].size();
      }
      points.push_back(point(indices));
    }
    return points;
  }

  std::vector<std::vector<Setting>> pairs() const {
    const std::uint64_t count = checked(values_.front().size());
    for (std::size_t i = 1; i < values_.size(); ++i) {
      if (values_[i].size() == count) continue;
      throw ScenarioError(source_, sweep_place(sweep_.set[i].pointer),
                          "has " + std::to_string(values_[i].size()) + " values and " +
                              sweep_.set.front().pointer + " has " + std::to_string(count) +
                              "; pairs need as many of each");
    }
    std::vector<std::vector<Setting>> points;
    for (std::uint64_t n = 0; n < count; ++n) points.push_back(point(Indices(values_.size(), n)));
    return points;
  }

  std::vector<std::vector<Setting>> draws(std::uint64_t seed) const {
    Draw draw(seed);
    std::vector<std::vector<Setting>> points;
    for (std::uint32_t n = 0; n < sweep_.draws; ++n) {
      Indices indices;
      for (const SweepValues& values : values_) indices.push_back(draw.below(values.size()));
      points.push_back(point(indices));
    }
    return points;
  }

  std::vector<Setting> point(const Indices& indices) const {
    std::vector<Setting> settings;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      settings.push_back({sweep_.set[i].pointer, values_[i].at(indices[i])});
    }
    return settings;
  }

  // Each factor is at most SweepValues::kMost, so that the product of it and a checked one fits.
  std::uint64_t checked(std::uint64_t count) const {
    if (count <= kMostSweepPoints) return count;
    throw ScenarioError(source_, kSweep,
                        "has more than " + std::to_string(kMostSweepPoints) +
                            " points; fewer values, a larger step or random draws would be right");
  }

  const Sweep& sweep_;
  const std::string& source_;
  std::vector<SweepValues> values_;
};

}  // namespace

std::vector<std::vector<Setting>> sweep_points(const Sweep& sweep, std::uint64_t seed,
                                               const std::string& source) {
  if (sweep.set.empty()) return {};
  return SweepPlan(sweep, source).points(seed);
}

std::string sweep_place(const std::string& pointer) {
  return (nlohmann::json::json_pointer(std::string(kSweep) + "/set") / pointer).to_string();
}

std::string spoken_point(const std::vector<Setting>& point) {
  std::string text;
  for (const Setting& setting : point) {
    text += (text.empty() ? "" : " ") + setting.pointer + "=" + as_typed(setting.value);
  }
  return text;
}

}  // namespace keyrace
