#include "lab/guest/resident_programs.h"

#include <fcntl.h>
#include <unistd.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <vector>

#include "emulator/sys/unique_fd.h"

namespace keyrace {
namespace {

// Two mappings of the same octets are one.
using Range = std::pair<off_t, off_t>;

void read_range(int fd, const Range& range) {
  std::vector<char> buffer(256 << 10);
  for (off_t at = range.first; at < range.second;) {
    const ssize_t got = pread(fd, buffer.data(), buffer.size(), at);
    if (got <= 0) return;
    at += got;
  }
}

// Lines "7f1c-7f1d r-xp 00028000 00:15 1234   /lib/x86_64-linux-gnu/libc.so.6".
void read_mapped(const std::filesystem::path& process,
                 std::set<std::pair<std::string, Range>>& done) {
  std::ifstream maps(process / "maps");
  for (std::string line; std::getline(maps, line);) {
    std::istringstream words(line);
    std::string addresses, access, offset, device, inode, path;
    words >> addresses >> access >> offset >> device >> inode >> path;
    if (path.empty() || path.front() != '/') continue;
    const std::size_t dash = addresses.find('-');
    const auto length = std::stoull(addresses.substr(dash + 1), nullptr, 16) -
                        std::stoull(addresses.substr(0, dash), nullptr, 16);
    const auto begin = static_cast<off_t>(std::stoull(offset, nullptr, 16));
    const Range range{begin, begin + static_cast<off_t>(length)};
    if (!done.insert({path, range}).second) continue;
    const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file) read_range(file.get(), range);
  }
}

}  // namespace

void make_programs_resident() {
  std::set<std::pair<std::string, Range>> done;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    if (std::isdigit(entry.path().filename().c_str()[0])) read_mapped(entry.path(), done);
  }
}

}  // namespace keyrace
