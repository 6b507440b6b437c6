#include "lab/stack/watched_process.h"

namespace keyrace {

WatchedProcess::WatchedProcess(EventLoop& loop, const ChildProcess::Options& options)
    : loop_(loop), process_(options) {
  loop_.watch(process_.fd(), [this] {
    loop_.unwatch(process_.fd());
    ended_ = true;
  });
}

WatchedProcess::~WatchedProcess() {
  if (!ended_) loop_.unwatch(process_.fd());
}

std::optional<int> WatchedProcess::status() {
  return ended_ ? process_.poll_status() : std::nullopt;
}

}  // namespace keyrace
