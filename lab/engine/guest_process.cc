#include "lab/engine/guest_process.h"

#include <fcntl.h>
#include <poll.h>

#include <deque>
#include <filesystem>
#include <fstream>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/engine/lab_failure.h"
#include "lab/evidence/job.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kTailLines = 15;

ChildProcess::Options with_output(ChildProcess::Options child, int fd) {
  child.stdout_fd = fd;
  return child;
}

}  // namespace

GuestProcess::GuestProcess(const GuestOptions& options, ChildProcess::Options child,
                           AskWhatRuns ask)
    : options_(options),
      ask_(std::move(ask)),
      console_path_(options.run_directory + "/" + evidence_file::kConsole),
      console_(open_file(console_path_, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600)),
      process_(with_output(std::move(child), console_.get())) {}

void GuestProcess::wait(std::chrono::milliseconds patience) {
  while (!process_.poll_status()) {
    pollfd wake[2] = {{process_.fd(), POLLIN, 0}, {signals_.fd(), POLLIN, 0}};
    poll(wake, 2, 1000);
    if (wake[1].revents) {
      process_.stop(patience);
      throw Interrupted(signals_.take());
    }
    const auto elapsed = std::chrono::floor<std::chrono::seconds>(Clock::now() - start_);
    if (process_.poll_status()) break;
    if (elapsed >= options_.wall_deadline) fail_at_deadline(patience);
    if (elapsed.count() > 0 && options_.on_progress) options_.on_progress(elapsed);
  }
  judge_end();
}

bool GuestProcess::wait_for_first_word(std::chrono::milliseconds deadline) {
  constexpr int kLookMs = 100;  // nobody tells of a file that grows
  while (!process_.poll_status() && std::filesystem::file_size(console_path_) == 0) {
    if (Clock::now() - start_ >= deadline) return false;
    pollfd wake[2] = {{process_.fd(), POLLIN, 0}, {signals_.fd(), POLLIN, 0}};
    poll(wake, 2, kLookMs);
    if (wake[1].revents) throw Interrupted(signals_.take());
  }
  return true;
}

// A guest can't tell of a full disk on one.
std::string GuestProcess::trouble_with_directory() const {
  const std::string probe = options_.run_directory + "/.probe";
  std::string trouble;
  try {
    write_file(probe, std::string(4096, '\n'), 0600);
  } catch (const SystemError& error) {
    trouble = std::string(" (") + error.what() + ")";
  }
  std::error_code ignored;
  std::filesystem::remove(probe, ignored);
  return trouble;
}

void GuestProcess::fail(const std::string& what, const std::string& advice) {
  throw LabFailure(what + trouble_with_directory() + "; evidence: " + options_.run_directory +
                   "\nthe guest's console ended with:" + console_tail(console_path_) + advice);
}

void GuestProcess::fail_at_deadline(std::chrono::milliseconds patience) {
  const std::string what_runs = ask_ ? ask_() : "";
  process_.stop(patience);
  fail("the guest did not end within " + std::to_string(options_.wall_deadline.count()) +
       " s of wall time" + what_runs);
}

void GuestProcess::judge_end() {
  const std::string summary_path = options_.run_directory + "/" + evidence_file::kGuest;
  if (!std::filesystem::exists(summary_path)) {
    fail("the guest's kernel " + describe_wait_status(*process_.poll_status()) +
             " before the experiment ended",
         "\n`keyrace doctor` tells what this machine lacks for a run");
  }
  std::string error;
  try {
    error = read_guest_summary(summary_path).error;
  } catch (const EvidenceError& unreadable) {
    fail(std::string("the guest's summary is broken: ") + unreadable.what());
  }
  if (!error.empty()) fail("the guest could not " + error);
}

std::string console_tail(const std::string& path) {
  std::ifstream in(path);
  std::deque<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.empty()) continue;
    lines.push_back("  | " + line);
    if (lines.size() > kTailLines) lines.pop_front();
  }
  std::string tail;
  for (const std::string& line : lines) tail += "\n" + line;
  return tail;
}

}  // namespace keyrace
