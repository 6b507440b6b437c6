#include "lab/doctor/facts.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "emulator/sys/system_error.h"
#include "lab/engine/installation.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

InstalledPart find_part(const std::string& what, std::string (*find)()) {
  try {
    return {what, find(), ""};
  } catch (const SystemError& error) {
    return {what, "", error.what()};
  }
}

// In a source tree by its path, so that it can be copied anywhere.
std::string kernel_build_command() {
  const std::string plain = "images/kernel/build";
  const InstalledPart library = find_part("", scenario_library);
  const fs::path here = fs::path(library.path).parent_path().parent_path() / plain;
  return !library.path.empty() && access(here.c_str(), X_OK) == 0 ? here.string() : plain;
}

std::optional<ScratchPlace> home_as_scratch() {
  const char* home = std::getenv("HOME");
  if (!home || !*home || !fs::is_directory(home)) return std::nullopt;
  return look_at_scratch_place(home);
}

bool in_a_container() {
  return fs::exists("/.dockerenv") || fs::exists("/run/.containerenv") || std::getenv("container");
}

std::string find_in_path(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream directories(path ? path : "");
  for (std::string directory; std::getline(directories, directory, ':');) {
    const fs::path found = fs::path(directory) / name;
    if (access(found.c_str(), X_OK) == 0) return found;
  }
  return "";
}

bool can_be_written(fs::path directory) {
  if (!fs::exists(directory)) directory = directory.parent_path();
  return access(directory.c_str(), W_OK) == 0;
}

bool lists_hwsim(const fs::path& path) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.substr(0, line.find(':')).find("/mac80211_hwsim.ko") != std::string::npos) return true;
  }
  return false;
}

bool kernel_has_hwsim() {
  if (fs::exists("/sys/module/mac80211_hwsim")) return true;
  utsname system{};
  if (uname(&system) != 0) return false;
  const fs::path modules = fs::path("/lib/modules") / system.release;
  return lists_hwsim(modules / "modules.dep") || lists_hwsim(modules / "modules.builtin");
}

}  // namespace

Facts gather_facts() {
  Facts facts;
  facts.kernels = inventory_of_kernels();
  facts.kernel_directories = build_directories("kernels");
  facts.kernel_build = kernel_build_command();
  facts.processes = try_guest_processes();
  facts.scratch_places = scratch_places();
  facts.home = home_as_scratch();
  facts.memory = read_memory_facts();
  facts.parts = {find_part("shim", shim_library), find_part("keyrace_catch", catch_program),
                 find_part("scenario library", scenario_library)};
  facts.programs = inventory_of_programs();
  facts.built_stacks = built_stacks();
  facts.left_overs = find_left_overs();
  facts.root = geteuid() == 0;
  facts.container = in_a_container();
  facts.qemu = find_in_path("qemu-system-x86_64");
  facts.hwsim = kernel_has_hwsim();
  facts.run_parent = fs::absolute(default_run_parent());
  facts.run_parent_writable = can_be_written(facts.run_parent);
  return facts;
}

}  // namespace keyrace
