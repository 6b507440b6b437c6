#include "lab/evidence/run_directory.h"

#include <sys/stat.h>

#include <filesystem>

#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

constexpr char kDefaultParent[] = "runs";

void make_parents(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory.parent_path(), error);
  if (error) throw SystemError("create " + directory.parent_path().string(), error.message());
}

// Counts up until a name is free; mkdir itself decides, so that two runs never share one.
std::string create_numbered(const fs::path& parent, const std::string& scenario) {
  make_parents(parent / scenario);
  for (int n = 1;; ++n) {
    const fs::path directory = parent / (scenario + "-" + std::to_string(n));
    if (mkdir(directory.c_str(), 0700) == 0) return directory;
    if (errno != EEXIST) throw SystemError("create " + directory.string());
  }
}

}  // namespace

std::string create_run_directory(const std::string& requested, const std::string& scenario) {
  if (requested.empty()) return fs::absolute(create_numbered(kDefaultParent, scenario));
  const fs::path directory = fs::absolute(requested);
  make_parents(directory);
  if (mkdir(directory.c_str(), 0700) != 0) {
    if (errno != EEXIST) throw SystemError("create " + directory.string());
    if (!fs::is_directory(directory)) {
      throw SystemError("use " + directory.string() + " for a run", "it is not a directory");
    }
    std::error_code error;
    const bool empty = fs::is_empty(directory, error);
    if (error) throw SystemError("use " + directory.string(), error.message());
    if (!empty) {
      throw SystemError("use " + directory.string() + " for a run",
                        "it is not empty; give a new directory");
    }
    check("use " + directory.string(), chmod(directory.c_str(), 0700));
  }
  return directory;
}

}  // namespace keyrace
