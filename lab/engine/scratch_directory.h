// A directory for what a guest's kernel needs while it runs (its memory file, its control socket),
// on a file system that is fast and allows executable mappings; removed with the object.
#pragma once

#include <string>

namespace keyrace {

class ScratchDirectory {
 public:
  // The first of /dev/shm, $TMPDIR and /tmp that will do; throws SystemError naming them when none
  // does.
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace keyrace
