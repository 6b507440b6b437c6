#include "lab/cli/progress.h"

#include <unistd.h>

#include <iostream>

namespace keyrace {
namespace {

std::string spoken_seconds(long long seconds) {
  if (seconds < 120) return std::to_string(seconds) + " s";
  if (seconds < 7200) return std::to_string(seconds / 60) + " min";
  return std::to_string(seconds / 3600) + " h";
}

// "2.5 a second", "12.0 a minute".
std::string spoken_rate(std::size_t count, long long seconds) {
  const bool slow = static_cast<long long>(count) < seconds;
  const auto tenths = static_cast<long long>(count) * (slow ? 600 : 10) / seconds;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) +
         (slow ? " a minute" : " a second");
}

}  // namespace

Progress::Progress() : terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  clear();
}

void Progress::clear() {
  if (shown_ && terminal_) std::cerr << "\r\033[K" << std::flush;
  if (terminal_) shown_ = false;
}

void Progress::running(const std::string& name, std::chrono::seconds elapsed) {
  show(name + " runs, " + std::to_string(elapsed.count()) + " s so far", elapsed);
}

void Progress::done(const WorkDone& work) {
  const auto elapsed = std::chrono::floor<std::chrono::seconds>(Clock::now() - start_);
  show(progress_text(work, elapsed), elapsed);
}

void Progress::show(const std::string& text, std::chrono::seconds elapsed) {
  constexpr std::chrono::seconds kBetweenLines{10};
  if (elapsed.count() == 0) return;
  if (!terminal_ && elapsed - last_ < kBetweenLines) return;
  last_ = elapsed;
  std::cerr << (terminal_ ? "\r\033[K" : "") << "keyrace: " << text << (terminal_ ? "" : "\n")
            << std::flush;
  shown_ = true;
}

std::string progress_text(const WorkDone& work, std::chrono::seconds elapsed) {
  std::string text = std::to_string(work.done) + " of " + std::to_string(work.all) + " done";
  if (work.failed > 0) text += ", " + std::to_string(work.failed) + " failed";
  const std::size_t run = work.done - work.read;
  if (run == 0 || elapsed.count() == 0) return text;
  const auto left =
      elapsed.count() * static_cast<long long>(work.all - work.done) / static_cast<long long>(run);
  return text + ", " + spoken_rate(run, elapsed.count()) + ", about " + spoken_seconds(left) +
         " left";
}

}  // namespace keyrace
