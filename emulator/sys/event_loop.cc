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

std::chrono::nanoseconds read_clock(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::chrono::nanoseconds(now.tv_sec * kNanosecondsPerSecond + now.tv_nsec);
}

// Of what is watched in batches only the first event of each batch is wanted.
epoll_event event_of(int fd, bool in_batches) {
  epoll_event event{};
  event.events = EPOLLIN;
  if (in_batches) event.events |= EPOLLONESHOT;
  event.data.fd = fd;
  return event;
}

}  // namespace

MonotonicTime monotonic_now() {
  return read_clock(CLOCK_MONOTONIC);
}

std::chrono::nanoseconds realtime_offset() {
  return read_clock(CLOCK_REALTIME) - monotonic_now();
}

EventLoop::EventLoop(MonotonicTime batch)
    : batch_(batch),
      epoll_(check("epoll_create1", epoll_create1(EPOLL_CLOEXEC))),
      timer_(check("timerfd_create", timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK))) {
  // No moment is due before the timer says so: the clock need not be read.
  watch(timer_.get(), [this] {
    now_ = std::max(now_, *set_);
    set_.reset();
  });
}

void EventLoop::watch(int fd, Callback callback) {
  add(fd, {std::move(callback), false, ++watched_});
}

void EventLoop::watch_in_batches(int fd, Callback callback) {
  add(fd, {std::move(callback), true, ++watched_});
}

void EventLoop::add(int fd, Watch watch) {
  epoll_event event = event_of(fd, watch.in_batches);
  check("epoll_ctl", epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event));
  watches_[fd] = std::move(watch);
}

void EventLoop::unwatch(int fd) {
  check("epoll_ctl", epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr));
  watches_.erase(fd);
}

void EventLoop::call_back_at(MonotonicTime when, int fd, const Watch& watch) {
  at(when, [this, fd, number = watch.number] {
    const auto found = watches_.find(fd);
    if (found == watches_.end() || found->second.number != number) return;
    const Callback callback = found->second.callback;
    epoll_event event = event_of(fd, true);
    check("epoll_ctl", epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event));
    callback();
  });
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

// batch_end: of this turn, once it is known.
void EventLoop::handle(int fd, std::optional<MonotonicTime>& batch_end) {
  // A callback may have removed a later descriptor of the same turn.
  const auto found = watches_.find(fd);
  if (found == watches_.end()) return;
  const Watch watch = found->second;
  if (!watch.in_batches) return watch.callback();
  if (!batch_end) batch_end = (monotonic_now() / batch_ + 1) * batch_;
  call_back_at(*batch_end, fd, watch);
}

void EventLoop::turn(MonotonicTime deadline) {
  set_timer(moments_.empty() ? deadline : std::min(deadline, moments_.begin()->first));

  std::array<epoll_event, 16> events{};
  const int count = epoll_wait(epoll_.get(), events.data(), events.size(), -1);
  if (count < 0 && errno != EINTR) throw SystemError("epoll_wait");
  std::optional<MonotonicTime> batch_end;
  for (int i = 0; i < count; ++i) handle(events[static_cast<std::size_t>(i)].data.fd, batch_end);
  // What these add is for the next turn, even where it is due: the deadline comes in between.
  const auto due_end = moments_.upper_bound(now_);
  std::vector<Callback> due;
  for (auto it = moments_.begin(); it != due_end; ++it) due.push_back(std::move(it->second));
  moments_.erase(moments_.begin(), due_end);
  for (const Callback& callback : due) callback();
}

}  // namespace keyrace
