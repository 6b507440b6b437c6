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

void Progress::done(std::size_t done, std::size_t failed, std::size_t all) {
  const auto elapsed = std::chrono::floor<std::chrono::seconds>(Clock::now() - start_);
  show(progress_text(done, failed, all, elapsed), elapsed);
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

std::string progress_text(std::size_t done, std::size_t failed, std::size_t all,
                          std::chrono::seconds elapsed) {
  std::string text = std::to_string(done) + " of " + std::to_string(all) + " done";
  if (failed > 0) text += ", " + std::to_string(failed) + " failed";
  if (done == 0) return text;
  const auto left =
      elapsed.count() * static_cast<long long>(all - done) / static_cast<long long>(done);
  return text + ", about " + spoken_seconds(left) + " left";
}

}  // namespace keyrace
