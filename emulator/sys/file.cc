#include "emulator/sys/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>

#include "emulator/sys/system_error.h"

namespace keyrace {

UniqueFd open_file(const std::string& path, int flags, mode_t mode) {
  return UniqueFd(check("open " + path, open(path.c_str(), flags | O_CLOEXEC, mode)));
}

std::string read_file(const std::string& path) {
  const UniqueFd fd = open_file(path, O_RDONLY);
  std::string content;
  char buffer[65536];
  while (const ssize_t got = check("read " + path, read(fd.get(), buffer, sizeof buffer))) {
    content.append(buffer, static_cast<std::size_t>(got));
  }
  return content;
}

void write_all(int fd, std::string_view content, const std::string& name) {
  while (!content.empty()) {
    const ssize_t done = write(fd, content.data(), content.size());
    if (done < 0 && errno == EINTR) continue;
    content.remove_prefix(static_cast<std::size_t>(check("write " + name, done)));
  }
}

void write_file(const std::string& path, std::string_view content, mode_t mode) {
  const UniqueFd fd = open_file(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
  write_all(fd.get(), content, path);
}

void copy_file(const UniqueFd& from, const std::string& path, mode_t mode) {
  const UniqueFd to = open_file(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
  constexpr std::size_t kAtOnce = 1 << 30;
  while (check("copy to " + path, sendfile(to.get(), from.get(), nullptr, kAtOnce)) > 0) {
  }
}

UniqueFd memory_file(const std::string& name, std::span<const std::byte> content) {
  UniqueFd fd(check("memfd_create " + name, memfd_create(name.c_str(), MFD_CLOEXEC)));
  write_all(fd.get(), {reinterpret_cast<const char*>(content.data()), content.size()}, name);
  return fd;
}

}  // namespace keyrace
