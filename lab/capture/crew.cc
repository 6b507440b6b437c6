#include "lab/capture/crew.h"

#include <utility>

namespace keyrace {

Crew::Crew(unsigned threads) {
  for (unsigned i = 1; i < threads; ++i) {
    helpers_.emplace_back([this](const std::stop_token& stop) { help(stop); });
  }
}

void Crew::start(std::size_t count, std::function<void(std::size_t)> task) {
  const std::lock_guard lock(mutex_);
  task_ = std::move(task);
  count_ = count;
  next_ = finished_ = 0;
  started_.notify_all();
}

void Crew::finish() {
  std::unique_lock lock(mutex_);
  take_tasks(lock);
  done_.wait(lock, [this] { return finished_ == count_; });
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

void Crew::help(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (started_.wait(lock, stop, [this] { return next_ < count_; })) take_tasks(lock);
}

void Crew::take_tasks(std::unique_lock<std::mutex>& lock) {
  while (next_ < count_) {
    const std::size_t mine = next_++;
    std::exception_ptr error;
    lock.unlock();
    try {
      task_(mine);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    if (!error_) error_ = error;
    if (++finished_ == count_) done_.notify_all();
  }
}

}  // namespace keyrace
