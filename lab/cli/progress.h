// How far long work has come, on stderr: on a terminal one line that changes, elsewhere a line
// every ten seconds. Nothing for what takes less than a second.
#pragma once

#include <chrono>
#include <string>

namespace keyrace {

class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Before something is printed; the next call shows it again.
  void clear();
  // Of a single run.
  void running(const std::string& name, std::chrono::seconds elapsed);
  // Of several.
  void done(std::size_t done, std::size_t failed, std::size_t all);

 private:
  using Clock = std::chrono::steady_clock;

  void show(const std::string& text, std::chrono::seconds elapsed);

  bool terminal_;
  bool shown_ = false;
  Clock::time_point start_ = Clock::now();
  std::chrono::seconds last_{0};
};

// "3 of 46 done, 1 failed, about 20 s left"; nothing is said of the time before the first is done.
std::string progress_text(std::size_t done, std::size_t failed, std::size_t all,
                          std::chrono::seconds elapsed);

}  // namespace keyrace
