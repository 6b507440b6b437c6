#include "emulator/sys/event_loop.h"

#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <vector>

#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

}  // namespace

MonotonicTime monotonic_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return MonotonicTime(now.tv_sec * kNanosecondsPerSecond + now.tv_nsec);
}

EventLoop::EventLoop()
    : epoll_(check("epoll_create1", epoll_create1(EPOLL_CLOEXEC))),
      timer_(check("timerfd_create", timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK))) {
  // No moment is due before the timer says so: the clock need not be read.
  watch(timer_.get(), [this] {
    now_ = std::max(now_, *set_);
    set_.reset();
  });
}

void EventLoop::watch(int fd, Callback callback) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  check("epoll_ctl", epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event));
  callbacks_[fd] = std::move(callback);
}

void EventLoop::unwatch(int fd) {
  check("epoll_ctl", epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr));
  callbacks_.erase(fd);
}

void EventLoop::at(MonotonicTime when, Callback callback) {
  moments_.emplace(when, std::move(callback));
}

bool EventLoop::run_until(const std::function<bool()>& done, MonotonicTime deadline) {
  now_ = monotonic_now();
  while (!done()) {
    if (now_ >= deadline) return false;
    turn(deadline);
  }
  return true;
}

// Setting it anew also takes what it had to tell; it need not be read.
void EventLoop::set_timer(MonotonicTime when) {
  if (set_ == when) return;
  // An absolute time of 0 would disarm the timer.
  const std::int64_t ns = std::max<std::int64_t>(when.count(), 1);
  itimerspec spec{};
  spec.it_value = {ns / kNanosecondsPerSecond, ns % kNanosecondsPerSecond};
  check("timerfd_settime", timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &spec, nullptr));
  set_ = when;
}

void EventLoop::turn(MonotonicTime deadline) {
  set_timer(moments_.empty() ? deadline : std::min(deadline, moments_.begin()->first));

  std::array<epoll_event, 16> events{};
  const int count = epoll_wait(epoll_.get(), events.data(), events.size(), -1);
  if (count < 0 && errno != EINTR) throw SystemError("epoll_wait");
  for (int i = 0; i < count; ++i) {
    // A callback may have removed a later descriptor of the same batch.
    const auto found = callbacks_.find(events[static_cast<std::size_t>(i)].data.fd);
    if (found == callbacks_.end()) continue;
    const Callback callback = found->second;
    callback();
  }
  // What these add is for the next turn, even where it is due: the deadline comes in between.
  const auto due_end = moments_.upper_bound(now_);
  std::vector<Callback> due;
  for (auto it = moments_.begin(); it != due_end; ++it) due.push_back(std::move(it->second));
  moments_.erase(moments_.begin(), due_end);
  for (const Callback& callback : due) callback();
}

}  // namespace keyrace
