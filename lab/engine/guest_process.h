// The process in which a guest runs, whatever the engine: User-Mode Linux, qemu, or keyrace itself
// on the host's kernel. Watched until the guest has left its summary; first arrow: scenario ->
// engine.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "emulator/sys/child_process.h"
#include "emulator/sys/unique_fd.h"
#include "lab/engine/stop_signals.h"

namespace keyrace {

struct GuestOptions {
  std::string guest_program;  // absolute path of the keyrace that runs inside
  std::string run_directory;  // absolute; has the job file
  std::chrono::seconds wall_deadline;
  // Told about once a second while the guest runs, with the wall time so far.
  std::function<void(std::chrono::seconds)> on_progress;
  std::uint64_t seed = 0;  // Scenario::seed
};

class GuestProcess {
 public:
  // Says at the deadline, while the guest still runs, what it is at: "; ...". May be empty.
  using AskWhatRuns = std::function<std::string()>;

  // Starts `child`, with its output going to the run directory's console log.
  GuestProcess(const GuestOptions& options, ChildProcess::Options child, AskWhatRuns ask);

  // Returns when the guest has ended and left its summary without an error. Throws LabFailure
  // with the reason and the console's tail otherwise, Interrupted on SIGINT or SIGTERM. `patience`:
  // how long the process may take to end by itself when it is not to go on.
  void wait(std::chrono::milliseconds patience = std::chrono::milliseconds(0));
  // The guest's console says something before `deadline`; or it ends, which wait() will tell.
  bool wait_for_first_word(std::chrono::milliseconds deadline);

 private:
  std::string trouble_with_directory() const;
  [[noreturn]] void fail(const std::string& what, const std::string& advice = "");
  [[noreturn]] void fail_at_deadline(std::chrono::milliseconds patience);
  void judge_end();

  const GuestOptions& options_;
  AskWhatRuns ask_;
  StopSignals signals_;
  std::string console_path_;
  UniqueFd console_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  ChildProcess process_;
};

// The last lines of a console log, without the empty ones.
std::string console_tail(const std::string& path);

}  // namespace keyrace
