#include "lab/evidence/run_directory.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <filesystem>

#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

constexpr char kDefaultParent[] = "runs";

// In a container with a mounted folder the reason is the user that it runs as.
std::string forbidden(fs::path directory) {
  struct stat there {};
  while (stat(directory.c_str(), &there) != 0 && directory.has_relative_path()) {
    directory = directory.parent_path();
  }
  const std::string owner = std::to_string(there.st_uid);
  return "uid " + std::to_string(geteuid()) + " may not write in " + directory.string() +
         ", which belongs to uid " + owner + "; a container would need --user " + owner + ":" +
         std::to_string(there.st_gid);
}

[[noreturn]] void fail_to_create(const fs::path& directory, std::error_code error) {
  const std::string why = error == std::errc::permission_denied
                              ? error.message() + ": " + forbidden(fs::absolute(directory))
                              : error.message();
  throw SystemError("create " + directory.string(), why);
}

void make_parents(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory.parent_path(), error);
  if (error) fail_to_create(directory.parent_path(), error);
}

// Counts up until a name is free; mkdir itself decides, so that two runs never share one.
std::string create_numbered(const fs::path& parent, const std::string& scenario) {
  make_parents(parent / scenario);
  for (int n = 1;; ++n) {
    const fs::path directory = parent / (scenario + "-" + std::to_string(n));
    if (mkdir(directory.c_str(), 0700) == 0) return directory;
    if (errno != EEXIST) fail_to_create(directory, {errno, std::generic_category()});
  }
}

}  // namespace

// A container's own files may be read-only; what it runs has a place all the same.
std::string default_run_parent() {
  const fs::path here = fs::exists(kDefaultParent) ? kDefaultParent : ".";
  struct statvfs there {};
  check("look at " + fs::absolute(here).string(), statvfs(here.c_str(), &there));
  const bool read_only = (there.f_flag & ST_RDONLY) != 0;
  return read_only ? fs::temp_directory_path() / kDefaultParent : fs::path(kDefaultParent);
}

std::string create_run_directory(const std::string& requested, const std::string& scenario) {
  if (requested.empty()) return fs::absolute(create_numbered(default_run_parent(), scenario));
  const fs::path directory = fs::absolute(requested);
  make_parents(directory);
  if (mkdir(directory.c_str(), 0700) != 0) {
    if (errno != EEXIST) fail_to_create(directory, {errno, std::generic_category()});
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
