#include "lab/stack/log_follower.h"

#include <fcntl.h>
#include <sys/inotify.h>

#include <array>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"

namespace keyrace {

LogFollower::LogFollower(EventLoop& loop, const std::string& path,
                         std::function<void(const std::string&)> on_line)
    : loop_(loop),
      file_(open_file(path, O_RDONLY | O_CREAT, 0600)),
      watcher_(check("inotify_init1", inotify_init1(IN_CLOEXEC | IN_NONBLOCK))),
      on_line_(std::move(on_line)) {
  check("watch " + path, inotify_add_watch(watcher_.get(), path.c_str(), IN_MODIFY));
  loop_.watch(watcher_.get(), [this] { read_more(); });
  read_more();
}

LogFollower::~LogFollower() {
  loop_.unwatch(watcher_.get());
}

void LogFollower::read_more() {
  std::array<char, 4096> buffer{};
  while (read(watcher_.get(), buffer.data(), buffer.size()) > 0) {
  }
  for (ssize_t got; (got = read(file_.get(), buffer.data(), buffer.size())) > 0;) {
    for (const char c : std::string_view(buffer.data(), static_cast<std::size_t>(got))) {
      if (c != '\n') {
        line_ += c;
        continue;
      }
      on_line_(line_);
      line_.clear();
    }
  }
}

}  // namespace keyrace
