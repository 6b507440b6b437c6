// A directory for what a guest's kernel needs while it runs (its memory file, its control socket),
// on a file system that is fast and allows executable mappings; removed with the object.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "emulator/sys/unique_fd.h"

namespace keyrace {

// Memory of a guest in octets; its file grows up to this as the guest touches it.
inline constexpr std::uint64_t kGuestMemory = 256ULL << 20;

// A directory that scratch directories may be made in.
struct ScratchPlace {
  std::string path;
  std::string trouble;  // why it won't do; empty: it will
  std::uint64_t free_bytes = 0;

  bool holds_a_guest() const { return trouble.empty() && free_bytes >= kGuestMemory; }
};

// Found out by trying.
ScratchPlace look_at_scratch_place(const std::string& path);
// /dev/shm, $TMPDIR and /tmp, best first.
std::vector<ScratchPlace> scratch_places();
// The first that holds a guest, else the first that will do (a short run needs less than all of its
// memory); nullptr: none will.
const ScratchPlace* choose_scratch_place(const std::vector<ScratchPlace>& places);

class ScratchDirectory {
 public:
  // Throws SystemError naming the places when none will do.
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  UniqueFd lock_;  // held as long as the run lives, so that others know
};

// Scratch directories whose run was killed: nobody holds their lock. Only those of this user.
std::vector<std::string> dead_scratch_directories();

}  // namespace keyrace
