#include "lab/stack/named_program.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>

#include "emulator/sys/system_error.h"
#include "lab/engine/installation.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

bool is_program(const fs::path& path) {
  return fs::is_regular_file(path) && access(path.c_str(), X_OK) == 0;
}

// STACKS/wpa_supplicant-2.11/wpa_supplicant: the name is the program's and a version.
std::optional<std::string> find_built(const std::string& name) {
  const std::string program = name.substr(0, name.rfind('-'));
  for (const fs::path directory : build_directories("stacks")) {
    const fs::path path = directory / name / program;
    if (is_program(path)) return fs::canonical(path);
  }
  return std::nullopt;
}

std::optional<std::string> find_in_path(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream directories(path ? path : "");
  for (std::string directory; std::getline(directories, directory, ':');) {
    const fs::path found = fs::path(directory) / name;
    if (!directory.empty() && is_program(found)) return fs::absolute(found);
  }
  return std::nullopt;
}

}  // namespace

std::string named_program(const std::string& name) {
  if (name.empty()) return name;
  if (name.find('/') != std::string::npos) return fs::absolute(name).lexically_normal();
  if (const auto built = find_built(name)) return *built;
  if (const auto found = find_in_path(name)) return *found;
  throw SystemError("find " + name, "it is neither built nor in PATH; images/stacks/build " + name +
                                        " builds it, if images/stacks/versions has it");
}

void find_named_programs(Scenario& scenario) {
  scenario.ap.path = named_program(scenario.ap.path);
  for (Sta& sta : scenario.sta) sta.path = named_program(sta.path);
  scenario.radius.path = named_program(scenario.radius.path);
}

}  // namespace keyrace
