#include "lab/stack/iwd_log.h"

#include <sstream>

namespace keyrace {

// A heading, then one option a line behind a tab; another heading begins what would only be faster.
std::vector<std::string> options_iwd_misses(const std::string& log) {
  std::vector<std::string> options;
  std::istringstream lines(log);
  bool listed = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("\tCONFIG_")) {
      if (listed) options.push_back(line.substr(1));
    } else {
      listed = line == "The following options are missing in the kernel:";
    }
  }
  return options;
}

}  // namespace keyrace
