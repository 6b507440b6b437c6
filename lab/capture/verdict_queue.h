// Verdicts in the order of the capture. Some are known only when a later frame has shown what the
// receiver had, or told a key; those behind wait for them. Used by CaptureWalk.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>

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

  QueuedVerdict& add(QueuedVerdict verdict);
  // Nothing: it has gone already.
  QueuedVerdict* find(std::uint64_t n);

  // The number of the frame that keeps later ones waiting; nothing: none.
  std::optional<std::uint64_t> first() const {
    return queue_.empty() ? std::nullopt : std::optional(queue_.front().verdict.frame.n);
  }
  // Gives out what is decided, up to the first that waits.
  void release();
  // The first that keeps others waiting although there are too many; nullptr: there is room.
  QueuedVerdict* in_the_way();
  // Gives out all, however they stand.
  void finish();

 private:
  void give_out_first();

  std::function<void(const QueuedVerdict&)> out_;
  std::deque<QueuedVerdict> queue_;  // by frame number
};

}  // namespace keyrace
