#include "lab/doctor/inventory.h"

#include <algorithm>
#include <filesystem>

#include "emulator/sys/system_error.h"
#include "lab/engine/installation.h"
#include "lab/stack/stack.h"
#include "lab/stack/stack_version.h"

namespace keyrace {
namespace {

struct Known {
  const char* name;
  const char* package;
  const char* purpose;
  bool tells_version;  // by -v
};

constexpr Known kPrograms[] = {
    {"hostapd", "hostapd", "", true},
    {"wpa_supplicant", "wpasupplicant", "", true},
    {"iwd", "iwd", "the stack iwd", true},
    {"dbus-daemon", "dbus-daemon", "the stack iwd", false},
    {"dbus-monitor", "dbus-bin", "the stack iwd", false},
    {"dbus-send", "dbus-bin", "the stack iwd", false},
    {"freeradius", "freeradius", "802.1X", true},
};

std::string path_of(const Known& known) {
  try {
    return find_stack_program("", known.name, known.package);
  } catch (const SystemError&) {
    return "";
  }
}

}  // namespace

std::vector<InstalledProgram> inventory_of_programs() {
  std::vector<InstalledProgram> programs;
  for (const Known& known : kPrograms) {
    const std::string path = path_of(known);
    programs.push_back({known.name, known.package, known.purpose, path,
                        known.tells_version && !path.empty() ? stack_version(path) : ""});
  }
  return programs;
}

std::vector<std::string> built_stacks() {
  std::vector<std::string> names;
  for (const std::filesystem::path directory : build_directories("stacks")) {
    std::error_code unreadable;
    for (const auto& entry : std::filesystem::directory_iterator(directory, unreadable)) {
      // Names are links; what they point to are build hashes.
      if (entry.is_symlink() && entry.is_directory()) names.push_back(entry.path().filename());
    }
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::vector<Kernel> inventory_of_kernels() {
  std::vector<Kernel> kernels;
  for (const std::string& name : available_kernels()) kernels.push_back(find_kernel(name));
  return kernels;
}

}  // namespace keyrace
