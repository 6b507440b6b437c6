#include "lab/engine/initramfs.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdio>
#include <filesystem>

#include "emulator/sys/file.h"

namespace keyrace {
namespace {

// magic, ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor,
// namesize, check: 8 hexadecimal digits each; then the name with its NUL and the content, both
// padded to 4 octets.
class CpioWriter {
 public:
  explicit CpioWriter(const std::string& path)
      : path_(path), out_(open_file(path, O_WRONLY | O_CREAT | O_TRUNC, 0600)) {}

  void add(const std::string& name, mode_t mode, const std::string& content) {
    char header[128];
    const int length = std::snprintf(
        header, sizeof header, "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x",
        ++inode_, mode, 0u, 0u, 1u, 0u, content.size(), 0u, 0u, 0u, 0u, name.size() + 1, 0u);
    write(std::string(header, static_cast<std::size_t>(length)) + name + '\0');
    write(content);
  }

  void end() { add("TRAILER!!!", 0, ""); }

 private:
  void write(const std::string& part) {
    write_all(out_.get(), part + std::string(-part.size() % 4, '\0'), path_);
  }

  std::string path_;
  UniqueFd out_;
  unsigned inode_ = 0;
};

}  // namespace

void write_initramfs(const std::string& path, const std::string& init,
                     const std::vector<ModuleFile>& modules) {
  CpioWriter archive(path);
  archive.add("init", S_IFREG | 0755, read_file(init));
  archive.add("modules", S_IFDIR | 0755, "");
  std::string order;
  for (const ModuleFile& module : modules) {
    const std::string name = std::filesystem::path(module.path).filename();
    archive.add("modules/" + name, S_IFREG | 0644, read_file(module.path));
    order += name + (module.parameters.empty() ? "" : " " + module.parameters) + "\n";
  }
  archive.add("modules/order", S_IFREG | 0644, order);
  archive.end();
}

}  // namespace keyrace
