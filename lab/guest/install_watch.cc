#include "lab/guest/install_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include "emulator/sys/system_error.h"
#include "lab/evidence/key_log.h"

namespace keyrace {

InstallWatch::InstallWatch(EventLoop& loop, std::string key_log_path,
                           std::function<void(const std::string&)> on_install)
    : loop_(loop),
      path_(std::move(key_log_path)),
      on_install_(std::move(on_install)),
      watcher_(check("inotify_init1", inotify_init1(IN_CLOEXEC | IN_NONBLOCK))) {
  check("watch " + path_, inotify_add_watch(watcher_.get(), path_.c_str(), IN_MODIFY));
  loop_.watch(watcher_.get(), [this] { read_log(); });
}

InstallWatch::~InstallWatch() {
  loop_.unwatch(watcher_.get());
}

void InstallWatch::read_log() {
  char changes[4096];
  while (read(watcher_.get(), changes, sizeof changes) > 0) {
  }
  for (const KeyLogEntry& entry : read_key_log(path_).entries) {
    const bool installed = entry.pairwise && entry.action == KeyAction::kInstall && entry.sent &&
                           entry.error == 0 && entry.part == KeyPart::kWhole;
    if (installed && told_.emplace(entry.node, entry.n).second) on_install_(entry.node);
  }
}

}  // namespace keyrace
