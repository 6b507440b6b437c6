#include "lab/cli/worker.h"

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iostream>

#include "emulator/sys/child_process.h"
#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/engine/lab_failure.h"

namespace keyrace {
namespace {

enum ChildStatus : int { kDone = 0, kThrew = 1, kInterrupted = 2 };

// Goes there without being bound to it: the guest, which soon starts, is pinned to the CPU where it
// starts, but what judges it can go wherever there is room. Only speed depends on it.
void move_to(int cpu) {
  cpu_set_t before;
  if (sched_getaffinity(0, sizeof before, &before) != 0) return;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<std::size_t>(cpu), &one);
  sched_setaffinity(0, sizeof one, &one);
  sched_setaffinity(0, sizeof before, &before);
}

// The parent has its stop signals blocked; here they end the run.
void become_worker(std::optional<int> cpu) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (cpu) move_to(*cpu);
}

int do_work(const std::function<std::string()>& work, int output) {
  try {
    write_all(output, work(), "a run's result");
    return kDone;
  } catch (const Interrupted&) {
    return kInterrupted;
  } catch (const std::exception& error) {
    write_all(output, error.what(), "a run's error");
    return kThrew;
  }
}

}  // namespace

Worker::Worker(const std::function<std::string()>& work, std::optional<int> cpu)
    : output_(check("memfd_create", memfd_create("keyrace-result", MFD_CLOEXEC))) {
  // What is buffered would come twice.
  std::cout.flush();
  pid_ = check("fork a worker", fork());
  if (pid_ == 0) {
    int status = kThrew;
    try {
      become_worker(cpu);
      status = do_work(work, output_.get());
    } catch (...) {
      // The result could not be written; the parent finds it empty.
    }
    _exit(status);
  }
  pidfd_ = UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  if (!pidfd_) {
    const int error = errno;
    kill(pid_, SIGTERM);
    wait();
    throw SystemError("pidfd_open", error);
  }
}

Worker::~Worker() {
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);
  wait();
}

int Worker::wait() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return status;
}

std::string Worker::result() {
  const int status = wait();
  const std::string output = read_file("/proc/self/fd/" + std::to_string(output_.get()));
  if (WIFEXITED(status) && WEXITSTATUS(status) == kDone) return output;
  if (WIFEXITED(status) && WEXITSTATUS(status) == kThrew && !output.empty()) {
    throw LabFailure(output);
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == kInterrupted) {
    throw LabFailure("it was interrupted");
  }
  throw LabFailure("finish the run: its process " + describe_wait_status(status));
}

}  // namespace keyrace
