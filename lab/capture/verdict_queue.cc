#include "lab/capture/verdict_queue.h"

#include <algorithm>

namespace keyrace {
namespace {

constexpr std::size_t kRoom = 8192;

}  // namespace

QueuedVerdict& VerdictQueue::add(QueuedVerdict verdict) {
  return queue_.emplace_back(std::move(verdict));
}

QueuedVerdict* VerdictQueue::find(std::uint64_t n) {
  if (!queue_.empty() && queue_.back().verdict.frame.n == n) return &queue_.back();
  const auto number = [](const QueuedVerdict& each) { return each.verdict.frame.n; };
  const auto found = std::ranges::lower_bound(queue_, n, {}, number);
  return found == queue_.end() || number(*found) != n ? nullptr : &*found;
}

void VerdictQueue::give_out_first() {
  out_(queue_.front());
  queue_.pop_front();
}

void VerdictQueue::release() {
  while (!queue_.empty()) {
    const QueuedVerdict& first = queue_.front();
    const bool may_wait = first.may_open_later && queue_.size() <= kRoom;
    if (!first.decided || may_wait) return;
    give_out_first();
  }
}

QueuedVerdict* VerdictQueue::in_the_way() {
  return queue_.size() > kRoom ? &queue_.front() : nullptr;
}

void VerdictQueue::finish() {
  while (!queue_.empty()) give_out_first();
}

}  // namespace keyrace
