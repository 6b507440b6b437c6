// Runs another program and tells what it cost, with all that it started and waited for.
#pragma once

#include <string>
#include <vector>

namespace keyrace::bench {

struct Usage {
  double wall_s = 0;
  double cpu_s = 0;    // user and system
  double peak_mb = 0;  // of its largest process
};

// Cores: 0 for all. Its output goes to the file `output`, of which an empty one is /dev/null.
// Throws SystemError if it does not end with status 0.
Usage run_program(const std::vector<std::string>& argv, unsigned cores = 0,
                  const std::string& output = {});

// "%.2f" and such.
std::string number(double value, const char* pattern);

}  // namespace keyrace::bench
