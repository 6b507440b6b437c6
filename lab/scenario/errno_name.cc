#include "lab/scenario/errno_name.h"

#include <cstring>

namespace keyrace {

std::optional<int> errno_by_name(const std::string& name) {
  constexpr int kHighest = 4095;  // MAX_ERRNO of the kernel
  for (int error = 1; error <= kHighest; ++error) {
    const char* known = strerrorname_np(error);
    if (known && name == known) return error;
  }
  return std::nullopt;
}

std::string errno_name(int error) {
  const char* known = strerrorname_np(error);
  return known ? known : "error " + std::to_string(error);
}

}  // namespace keyrace
