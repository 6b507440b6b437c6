#include "lab/cli/version.h"

#include "lab/doctor/inventory.h"

namespace keyrace {
namespace {

void add(std::string& list, const std::string& entry) {
  list += (list.empty() ? "" : ", ") + entry;
}

// Only the release: "7.3.4 linux-source-7.3 ..." says more.
std::string kernels() {
  std::string list;
  for (const Kernel& kernel : inventory_of_kernels()) {
    const std::string release = kernel.version.substr(0, kernel.version.find(' '));
    add(list, kernel.name + (release.empty() || release == kernel.name ? "" : " " + release));
  }
  return list.empty() ? "none" : list;
}

std::string stacks() {
  std::string list;
  for (const InstalledProgram& program : inventory_of_programs()) {
    if (!program.version.empty()) add(list, program.name + " " + program.version);
  }
  for (const std::string& name : built_stacks()) add(list, name);
  return list.empty() ? "none" : list;
}

}  // namespace

std::string version_line() {
  return std::string("keyrace ") + KEYRACE_VERSION + " (" + kCommit + ")";
}

std::string version_text() {
  return version_line() + "\nkernels: " + kernels() + "\nstacks: " + stacks() + "\n";
}

}  // namespace keyrace
