#include "lab/engine/kernel.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "lab/engine/installation.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

// Lines "0x10022 RX_DROP_U_TKIP_FAIL".
std::map<std::uint32_t, std::string> read_drop_reasons(const fs::path& path) {
  std::map<std::uint32_t, std::string> reasons;
  std::ifstream in(path);
  std::string number, name;
  while (in >> number >> name) {
    reasons[static_cast<std::uint32_t>(std::stoul(number, nullptr, 0))] = name;
  }
  return reasons;
}

Kernel kernel_at(const std::string& name, const fs::path& program) {
  const fs::path directory = fs::canonical(program).parent_path();
  return {name, fs::canonical(program), first_line(directory / "version"),
          read_drop_reasons(directory / "drop-reasons")};
}

[[noreturn]] void fail_not_found(const std::string& name) {
  std::ostringstream message;
  message << "--kernel " << name << ": no such kernel; ";
  const std::vector<std::string> names = available_kernels();
  if (names.empty()) {
    message << "none is built yet: run images/kernel/build, or see keyrace doctor";
  } else {
    message << "there are";
    for (const std::string& each : names) message << " " << each;
    message << "; images/kernel/build VERSION builds another";
  }
  throw KernelNotFound(message.str());
}

}  // namespace

Kernel find_kernel(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    const fs::path program = fs::is_directory(name) ? fs::path(name) / "linux" : fs::path(name);
    if (access(program.c_str(), X_OK) != 0 || fs::is_directory(program)) {
      throw KernelNotFound("--kernel " + name +
                           ": not an executable file; a UML kernel's `linux` would be right, or "
                           "the folder that has it");
    }
    return kernel_at(name, program);
  }
  for (const fs::path directory : build_directories("kernels")) {
    const fs::path program = directory / name / "linux";
    if (!name.empty() && access(program.c_str(), X_OK) == 0) return kernel_at(name, program);
  }
  fail_not_found(name);
}

std::vector<std::string> available_kernels() {
  std::vector<std::string> names;
  for (const fs::path directory : build_directories("kernels")) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error)) {
      // Names are links; what they point to are build hashes.
      if (entry.is_symlink() && access((entry.path() / "linux").c_str(), X_OK) == 0) {
        names.push_back(entry.path().filename());
      }
    }
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace keyrace
