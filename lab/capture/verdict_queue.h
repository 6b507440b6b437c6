// Verdicts in the order of the capture. Some are known only when a later frame has shown what the
// receiver had, or told a key; those behind wait for them. Used by CaptureWalk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "lab/capture/findings.h"

namespace keyrace {

class Session;

struct QueuedVerdict {
  CaptureVerdict verdict;
  Session* session = nullptr;  // none: a group frame, or one of a link without keys
  int changeover = 0;          // the session's newest epoch then
  bool decided = false;
  bool may_open_later = false;  // decided as having no key, until one is told
};

class VerdictQueue {
 public:
  explicit VerdictQueue(std::function<void(const QueuedVerdict&)> out) : out_(std::move(out)) {}

  // A new one at the end, to be filled before anything else is done here.
  QueuedVerdict& add();
  // Nothing: it has gone already.
  QueuedVerdict* find(std::uint64_t n);

  // The number of the frame that keeps later ones waiting; nothing: none.
  std::optional<std::uint64_t> first() const {
    return empty() ? std::nullopt : std::optional(queue_[first_].verdict.frame.n);
  }
  // Gives out what is decided, up to the first that waits.
  void release();
  // The first that keeps others waiting although there are too many; nullptr: there is room.
  QueuedVerdict* in_the_way();
  // Gives out all, however they stand.
  void finish();

 private:
  bool empty() const { return first_ == queue_.size(); }
  std::size_t size() const { return queue_.size() - first_; }
  void give_out_first();

  std::function<void(const QueuedVerdict&)> out_;
  // By frame number; those before first_ are gone. Mostly one at a time is in it.
  std::vector<QueuedVerdict> queue_;
  std::size_t first_ = 0;
};

}  // namespace keyrace
