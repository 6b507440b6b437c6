// Notices each pairwise key that a node's kernel has got, by watching the shims' log: the counters
// that the shims share can't be waited for in an event loop. Only used when a trigger has
// "install".
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "emulator/sys/event_loop.h"
#include "emulator/sys/unique_fd.h"

namespace keyrace {

class InstallWatch {
 public:
  // `on_install` gets the node's name: once for each install, as soon as all of the key is in.
  InstallWatch(EventLoop& loop, std::string key_log_path,
               std::function<void(const std::string&)> on_install);
  ~InstallWatch();
  InstallWatch(const InstallWatch&) = delete;
  InstallWatch& operator=(const InstallWatch&) = delete;

 private:
  void read_log();

  EventLoop& loop_;
  std::string path_;
  std::function<void(const std::string&)> on_install_;
  UniqueFd watcher_;
  std::set<std::pair<std::string, std::uint32_t>> told_;  // node, its n-th install
};

}  // namespace keyrace
