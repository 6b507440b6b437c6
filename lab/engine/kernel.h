// The kernels that can be booted. Those for User-Mode Linux as images/kernel/build leaves them: a
// directory per kernel with the files linux, config, version and drop-reasons. Those for qemu as
// images/qemu/build does: vmlinuz, version and lib/modules. Found by name, or given as a file.
#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace keyrace {

struct Kernel {
  std::string name;     // as asked for: "default", "7.3" or the file's path
  std::string program;  // absolute path of the UML executable, or of the bzImage
  std::string version;  // first line of its version file; empty: unknown
  // mac80211's drop reasons by number, from the kernel's own source; empty before 6.4, and where
  // the source isn't known.
  std::map<std::uint32_t, std::string> drop_reasons;
  std::string modules = {};  // absolute path of lib/modules/RELEASE; empty: has none (UML)
};

// A kernel that was asked for and isn't there; names those that are. Exit status 2.
class KernelNotFound : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// `name`: "default", a version that images/kernel/build built, or the path of a UML
// kernel or of the folder that has it as `linux` (a path has a '/').
Kernel find_kernel(const std::string& name);

// The same for qemu. A bzImage's modules are looked for in lib/modules/RELEASE beside it, one level
// above it (as /boot and /lib are), and in this machine's /lib/modules.
Kernel find_pc_kernel(const std::string& name);

// Names that find_kernel or find_pc_kernel knows, sorted.
std::vector<std::string> available_kernels();
std::vector<std::string> available_pc_kernels();

}  // namespace keyrace
