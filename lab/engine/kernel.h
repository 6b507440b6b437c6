// The kernels that can be booted, as images/kernel/build leaves them: a directory per kernel with
// the files linux, config, version and drop-reasons. Found by name, or given as a file.
#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace keyrace {

struct Kernel {
  std::string name;     // as asked for: "default", "7.3" or the file's path
  std::string program;  // absolute path of the UML executable
  std::string version;  // first line of its version file; empty: unknown
  // mac80211's drop reasons by number, from the kernel's own source; empty before 6.4.
  std::map<std::uint32_t, std::string> drop_reasons;
};

// A kernel that was asked for and isn't there; names those that are. Exit status 2.
class KernelNotFound : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// `name`: "default", a version that images/kernel/build built, or the path of a UML
// kernel or of the folder that has it as `linux` (a path has a '/').
Kernel find_kernel(const std::string& name);

// Names that find_kernel knows, sorted.
std::vector<std::string> available_kernels();

}  // namespace keyrace
