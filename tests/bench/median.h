// What a benchmark says of several repetitions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace keyrace::bench {

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

// The middle one, by its usage's CPU time, of three runs that `take` brings.
template <typename Take>
auto median_run(const Take& take) {
  std::vector runs{take(), take(), take()};
  std::ranges::sort(runs, {}, [](const auto& run) { return run.usage.cpu_s; });
  return runs[1];
}

}  // namespace keyrace::bench
