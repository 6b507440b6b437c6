#include "lab/engine/scratch_directory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "emulator/sys/system_error.h"
#include "emulator/sys/unique_fd.h"

namespace keyrace {
namespace {

// UML maps its memory file executable; a noexec mount refuses that.
bool allows_executable_mappings(const std::string& directory) {
  const UniqueFd file(open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file || ftruncate(file.get(), 4096) != 0) return false;
  void* memory = mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, file.get(), 0);
  if (memory == MAP_FAILED) return false;
  munmap(memory, 4096);
  return true;
}

}  // namespace

ScratchDirectory::ScratchDirectory() {
  std::vector<std::string> candidates{"/dev/shm"};
  if (const char* tmpdir = std::getenv("TMPDIR"); tmpdir && *tmpdir) candidates.push_back(tmpdir);
  candidates.push_back("/tmp");
  std::string tried;
  for (const std::string& candidate : candidates) {
    std::string path = candidate + "/keyrace-XXXXXX";
    tried += " " + candidate;
    if (!mkdtemp(path.data())) continue;
    path_ = path;
    if (allows_executable_mappings(path_)) return;
    rmdir(path_.c_str());
  }
  throw SystemError("find a scratch directory",
                    "none of" + tried +
                        " can be written and allows executable mappings; "
                        "set TMPDIR to one that does");
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace keyrace
