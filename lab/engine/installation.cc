#include "lab/engine/installation.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

std::string first_existing(const std::string& what, const std::vector<fs::path>& candidates) {
  std::string tried;
  for (const fs::path& candidate : candidates) {
    if (fs::exists(candidate)) return fs::canonical(candidate);
    tried += (tried.empty() ? "" : " and ") + candidate.lexically_normal().string();
  }
  throw SystemError("find " + what, "looked for " + tried + "; see keyrace doctor");
}

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

std::string guest_program() {
  const std::string configured = KEYRACE_GUEST_PROGRAM;
  return configured.empty() ? fs::canonical("/proc/self/exe").string() : configured;
}

std::string shim_library() {
  const fs::path directory = fs::path(guest_program()).parent_path();
  return first_existing("the shim", {directory / "libkeyrace_shim.so",
                                     directory / "../lib/keyrace/libkeyrace_shim.so"});
}

std::string entropy_library() {
  const fs::path directory = fs::path(guest_program()).parent_path();
  return first_existing(
      "the seeded randomness",
      {directory / "libkeyrace_entropy.so", directory / "../lib/keyrace/libkeyrace_entropy.so"});
}

std::string catch_program() {
  const fs::path directory = fs::path(guest_program()).parent_path();
  return first_existing("keyrace_catch", {directory / "keyrace_catch",
                                          directory / "../libexec/keyrace/keyrace_catch"});
}

std::string init_program() {
  const fs::path directory = fs::path(guest_program()).parent_path();
  return first_existing(
      "keyrace_init", {directory / "keyrace_init", directory / "../libexec/keyrace/keyrace_init"});
}

std::string scenario_library() {
  const fs::path directory = fs::path(guest_program()).parent_path();
  return first_existing("the scenario library", {directory / "../share/keyrace/scenarios",
                                                 directory / "../scripts/scenarios"});
}

std::vector<std::string> build_directories(const std::string& kind) {
  std::vector<std::string> result;
  if (const std::string cache = from_environment("KEYRACE_CACHE"); !cache.empty()) {
    result.push_back(fs::path(cache) / kind);
  } else if (const std::string xdg = from_environment("XDG_CACHE_HOME"); !xdg.empty()) {
    result.push_back(fs::path(xdg) / "keyrace" / kind);
  } else if (const std::string home = from_environment("HOME"); !home.empty()) {
    result.push_back(fs::path(home) / ".cache/keyrace" / kind);
  }
  // An installed program's own, wherever that is.
  const fs::path directory = fs::path(guest_program()).parent_path();
  if (directory.filename() == "bin" && directory != "/usr/bin") {
    result.push_back(directory.parent_path() / "lib/keyrace" / kind);
  }
  result.push_back(fs::path("/usr/lib/keyrace") / kind);
  return result;
}

}  // namespace keyrace
