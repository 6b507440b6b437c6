#include "lab/engine/scratch_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <limits>
#include <regex>

#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> candidates() {
  std::vector<std::string> result{"/dev/shm"};
  if (const char* tmpdir = std::getenv("TMPDIR"); tmpdir && *tmpdir) result.push_back(tmpdir);
  result.push_back("/tmp");
  return result;
}

// UML maps its memory file executable; a noexec mount refuses that.
std::string trouble_with(const std::string& directory) {
  std::string path = directory + "/keyrace-XXXXXX";
  const UniqueFd file(mkostemp(path.data(), O_CLOEXEC));
  if (!file) return std::string("can't be written: ") + std::strerror(errno);
  unlink(path.c_str());
  if (ftruncate(file.get(), 4096) != 0) return std::strerror(errno);
  void* memory = mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, file.get(), 0);
  if (memory == MAP_FAILED) {
    return errno == EPERM ? "is mounted noexec"
                          : std::string("can't be mapped: ") + strerror(errno);
  }
  munmap(memory, 4096);
  return "";
}

// A tmpfs without a limit has no blocks at all.
std::uint64_t free_bytes_of(const std::string& directory) {
  struct statvfs system {};
  if (statvfs(directory.c_str(), &system) != 0) return 0;
  if (system.f_blocks == 0) return std::numeric_limits<std::uint64_t>::max();
  return std::uint64_t{system.f_bavail} * system.f_frsize;
}

// Locks a directory that was just made. Nothing where `doctor --clean` came in between, which takes
// one that is not locked yet for a dead run's.
UniqueFd lock_new(const std::string& path) {
  UniqueFd lock(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!lock && errno == ENOENT) return {};
  if (!lock) throw SystemError("open " + path);
  check("lock " + path, flock(lock.get(), LOCK_EX));
  struct stat info {};
  check("look at " + path, fstat(lock.get(), &info));
  return info.st_nlink > 0 && fs::exists(path) ? std::move(lock) : UniqueFd();
}

bool is_dead(const fs::path& path) {
  struct stat info {};
  if (lstat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != geteuid()) {
    return false;
  }
  const UniqueFd lock(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  return lock && flock(lock.get(), LOCK_EX | LOCK_NB) == 0;
}

}  // namespace

ScratchPlace look_at_scratch_place(const std::string& path) {
  return {path, trouble_with(path), free_bytes_of(path)};
}

std::vector<ScratchPlace> scratch_places() {
  std::vector<ScratchPlace> places;
  for (const std::string& path : candidates()) places.push_back(look_at_scratch_place(path));
  return places;
}

const ScratchPlace* choose_scratch_place(const std::vector<ScratchPlace>& places) {
  auto chosen = std::ranges::find_if(places, &ScratchPlace::holds_a_guest);
  if (chosen == places.end()) {
    chosen = std::ranges::find_if(places, [](const auto& each) { return each.trouble.empty(); });
  }
  return chosen == places.end() ? nullptr : &*chosen;
}

ScratchDirectory::ScratchDirectory() {
  const std::vector<ScratchPlace> places = scratch_places();
  const ScratchPlace* place = choose_scratch_place(places);
  if (!place) {
    std::string tried;
    for (const ScratchPlace& each : places) {
      tried += (tried.empty() ? "" : ", ") + each.path + " " + each.trouble;
    }
    throw SystemError("find a scratch directory", tried + "; see keyrace doctor");
  }
  while (!lock_) {
    path_ = place->path + "/keyrace-XXXXXX";
    if (!mkdtemp(path_.data())) throw SystemError("make a directory in " + place->path);
    lock_ = lock_new(path_);
  }
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::vector<std::string> dead_scratch_directories() {
  static const std::regex name("keyrace-[A-Za-z0-9]{6}");
  std::vector<std::string> dead;
  for (const fs::path directory : candidates()) {
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator(directory, unreadable)) {
      if (!std::regex_match(entry.path().filename().string(), name)) continue;
      if (is_dead(entry.path())) dead.push_back(entry.path());
    }
  }
  std::ranges::sort(dead);
  dead.erase(std::unique(dead.begin(), dead.end()), dead.end());
  return dead;
}

}  // namespace keyrace
