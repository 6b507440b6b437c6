#include "lab/capture/verdict_queue.h"

#include <algorithm>
#include <span>

namespace keyrace {
namespace {

constexpr std::size_t kRoom = 8192;

}  // namespace

QueuedVerdict& VerdictQueue::add() {
  const bool mostly_gone = first_ == queue_.size() || first_ >= kRoom;
  if (mostly_gone) {
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
  return queue_.emplace_back();
}

QueuedVerdict* VerdictQueue::find(std::uint64_t n) {
  if (empty()) return nullptr;
  if (queue_.back().verdict.frame.n == n) return &queue_.back();
  const auto number = [](const QueuedVerdict& each) { return each.verdict.frame.n; };
  const std::span waiting = std::span(queue_).subspan(first_);
  const auto found = std::ranges::lower_bound(waiting, n, {}, number);
  return found == waiting.end() || number(*found) != n ? nullptr : &*found;
}

void VerdictQueue::give_out_first() {
  out_(queue_[first_++]);
}

void VerdictQueue::release() {
  while (!empty()) {
    const QueuedVerdict& first = queue_[first_];
    const bool may_wait = first.may_open_later && size() <= kRoom;
    if (!first.decided || may_wait) return;
    give_out_first();
  }
}

QueuedVerdict* VerdictQueue::in_the_way() {
  return size() > kRoom ? &queue_[first_] : nullptr;
}

void VerdictQueue::finish() {
  while (!empty()) give_out_first();
}

}  // namespace keyrace
