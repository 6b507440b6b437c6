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

}  // namespace keyrace::bench
