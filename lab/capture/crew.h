// Threads that share out tasks with their caller. Used by verify_capture.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace keyrace {

class Crew {
 public:
  // threads: with the caller's, from 1 on.
  explicit Crew(unsigned threads);

  // Tasks 0 to count - 1, of which none waits for another; the other threads begin at once. Until
  // finish() the caller may do something else.
  void start(std::size_t count, std::function<void(std::size_t)> task);
  // Takes its part of them, and waits for the last. Throws what the first task threw that failed.
  void finish();

 private:
  void help(const std::stop_token& stop);
  void take_tasks(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;  // of all below
  std::condition_variable_any started_, done_;
  std::function<void(std::size_t)> task_;
  std::size_t count_ = 0, next_ = 0, finished_ = 0;
  std::exception_ptr error_;
  std::vector<std::jthread> helpers_;  // the last member: ends before what it uses
};

}  // namespace keyrace
