#include "lab/cli/progress.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "lab/cli/terminal.h"

namespace keyrace {
namespace {

constexpr char kNewLine[] = "\r\033[K";

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

Progress::~Progress() {
  clear();
}

void Progress::clear() {
  if (shown_) std::cerr << kNewLine << std::flush;
  shown_ = false;
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
  const Terminal terminal = terminal_at(STDERR_FILENO);  // each time: it may have been resized
  const std::string line = "keyrace: " + text;
  if (obeys_sequences(terminal, [](const char* name) { return std::getenv(name); })) {
    // One that is wrapped could not be removed again.
    const std::size_t width = terminal.columns > 1 ? terminal.columns - 1 : line.size();
    std::cerr << kNewLine << line.substr(0, width) << std::flush;
    shown_ = true;
  } else if (elapsed - last_ >= kBetweenLines) {
    std::cerr << line << std::endl;
  } else {
    return;
  }
  last_ = elapsed;
}

std::string progress_text(const WorkDone& work, std::chrono::seconds elapsed) {
  const std::string done = std::to_string(work.done) + " of " + std::to_string(work.all) + " done";
  const std::string failed = work.failed > 0 ? ", " + std::to_string(work.failed) + " failed" : "";
  const std::size_t run = work.done - work.read;
  if (run == 0 || elapsed.count() == 0) return done + failed;
  const auto left =
      elapsed.count() * static_cast<long long>(work.all - work.done) / static_cast<long long>(run);
  return done + ", about " + spoken_seconds(left) + " left" + failed + ", " +
         spoken_rate(run, elapsed.count());
}

}  // namespace keyrace
