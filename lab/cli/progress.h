// How far long work has come, on stderr: on a terminal one line that changes, no wider than it,
// elsewhere a line every ten seconds. Nothing for what takes less than a second.
#pragma once

#include <chrono>
#include <string>

namespace keyrace {

struct WorkDone {
  std::size_t done;
  std::size_t failed;  // of these
  std::size_t all;
  std::size_t read = 0;  // of those done: what was there before, which took no time to speak of
};

class Progress {
 public:
  Progress() = default;
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Before something is printed; the next call shows it again.
  void clear();
  // Of a single run.
  void running(const std::string& name, std::chrono::seconds elapsed);
  // Of several.
  void done(const WorkDone& work);

 private:
  using Clock = std::chrono::steady_clock;

  void show(const std::string& text, std::chrono::seconds elapsed);

  bool shown_ = false;  // a line that clear() has to remove
  Clock::time_point start_ = Clock::now();
  std::chrono::seconds last_{0};
};

// "3 of 46 done, about 20 s left, 1 failed, 2.1 a second": what matters least is what a narrow
// terminal cuts off. Nothing is said of the time before the first is done.
std::string progress_text(const WorkDone& work, std::chrono::seconds elapsed);

}  // namespace keyrace
