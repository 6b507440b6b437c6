#include "lab/engine/left_overs.h"

#include <exception>
#include <filesystem>

#include "lab/engine/host_leftovers.h"
#include "lab/engine/scratch_directory.h"

namespace keyrace {
namespace {

// Each engine that leaves something has a line here. `find` names what no living run holds;
// `remove` throws where it can't.
struct Kind {
  const char* what;
  std::vector<std::string> (*find)();
  void (*remove)(const std::string& name);
};

constexpr Kind kKinds[] = {
    {"scratch directory", dead_scratch_directories,
     [](const std::string& path) { std::filesystem::remove_all(path); }},
    {"trace buffer", left_trace_buffers, remove_trace_buffer},
    {"kernel probe", left_probes, remove_probe},
    {"monitor interface that was down", raised_monitors, lower_monitor},
};

}  // namespace

std::vector<LeftOver> find_left_overs() {
  std::vector<LeftOver> found;
  for (const Kind& kind : kKinds) {
    for (const std::string& name : kind.find()) found.push_back({kind.what, name, ""});
  }
  return found;
}

std::vector<LeftOver> remove_left_overs() {
  std::vector<LeftOver> found;
  for (const Kind& kind : kKinds) {
    for (const std::string& name : kind.find()) {
      found.push_back({kind.what, name, ""});
      try {
        kind.remove(name);
      } catch (const std::exception& error) {
        found.back().trouble = error.what();
      }
    }
  }
  return found;
}

}  // namespace keyrace
