#include "lab/engine/uml.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>

#include <filesystem>

#include "emulator/sys/child_process.h"
#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/engine/lab_failure.h"
#include "lab/engine/scratch_directory.h"
#include "lab/engine/stop_signals.h"
#include "lab/engine/uml_console.h"
#include "lab/evidence/job.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

using Clock = std::chrono::steady_clock;

constexpr char kUmid[] = "guest";

// Every run starts at the same moment of virtual time: 2026-01-01T00:00:00Z.
constexpr char kVirtualStart[] = "time-travel-start=1767225600000000000";

std::vector<std::string> kernel_arguments(const Kernel& kernel, const UmlOptions& options,
                                          const std::string& scratch) {
  std::vector<std::string> words{kernel.program,
                                 "mem=" + std::to_string(kGuestMemory >> 20) + "M",
                                 "rootfstype=hostfs",
                                 "rootflags=/",
                                 "ro",
                                 "con=null",
                                 "con0=fd:0,fd:1",
                                 "quiet",
                                 "time-travel=inf-cpu",
                                 kVirtualStart,
                                 "norandmaps",
                                 "no_hash_pointers",
                                 "mac80211_hwsim.radios=0",
                                 "uml_dir=" + scratch,
                                 std::string("umid=") + kUmid};
  // Instead of ptrace, where kernel (6.16) and host know it.
  words.push_back("seccomp=auto");
  // Without these UML appends its own, behind the guest's arguments; and a number for root would
  // make 6.1 look for a block device.
  words.insert(words.end(), {"root=hostfs", "console=tty0"});
  words.insert(words.end(), {"init=\"" + options.guest_program + "\"", "--", "guest",
                             "\"" + options.run_directory + "/" + evidence_file::kJob + "\""});
  return words;
}

// A UML kernel loses half of its time when it moves between CPUs.
std::optional<int> current_cpu() {
  const int cpu = sched_getcpu();
  return cpu < 0 ? std::nullopt : std::optional(cpu);
}

class Guest {
 public:
  Guest(const Kernel& kernel, const UmlOptions& options)
      : options_(options),
        console_path_(options.run_directory + "/" + evidence_file::kConsole),
        console_(open_file(console_path_, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600)),
        process_(child_options(kernel)) {}

  void wait() {
    while (!process_.poll_status()) {
      pollfd wake[2] = {{process_.fd(), POLLIN, 0}, {signals_.fd(), POLLIN, 0}};
      poll(wake, 2, 1000);
      if (wake[1].revents) throw Interrupted(signals_.take());
      const auto elapsed = std::chrono::floor<std::chrono::seconds>(Clock::now() - start_);
      if (process_.poll_status()) break;
      if (elapsed >= options_.wall_deadline) fail_at_deadline();
      if (elapsed.count() > 0 && options_.on_progress) options_.on_progress(elapsed);
    }
    judge_end();
  }

 private:
  ChildProcess::Options child_options(const Kernel& kernel) {
    ChildProcess::Options child;
    child.argv = kernel_arguments(kernel, options_, scratch_.path());
    child.environment = {"TMPDIR=" + scratch_.path(), "HOME=/"};
    child.stdout_fd = console_.get();
    child.cpu = current_cpu();
    child.directory = "/";
    return child;
  }

  // A guest can't tell of a full disk on one.
  std::string trouble_with_directory() const {
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

  [[noreturn]] void fail(const std::string& what, const std::string& advice = "") {
    throw LabFailure(what + trouble_with_directory() + "; evidence: " + options_.run_directory +
                     "\nthe guest's console ended with:" + console_tail(console_path_) + advice);
  }

  [[noreturn]] void fail_at_deadline() {
    const auto running = ask_who_runs(scratch_.path(), kUmid);
    process_.signal(SIGKILL);
    std::string who = " and its kernel does not answer";
    if (running)
      who = running->empty() ? " and no process runs" : "; the process that runs is " + *running;
    fail("the guest did not end within " + std::to_string(options_.wall_deadline.count()) +
         " s of wall time" + who);
  }

  void judge_end() {
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

  const UmlOptions& options_;
  StopSignals signals_;
  ScratchDirectory scratch_;
  std::string console_path_;
  UniqueFd console_;
  Clock::time_point start_ = Clock::now();
  ChildProcess process_;
};

}  // namespace

void run_uml(const Kernel& kernel, const UmlOptions& options) {
  Guest(kernel, options).wait();
}

}  // namespace keyrace
