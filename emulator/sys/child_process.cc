#include "emulator/sys/child_process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (const std::string& string : strings) result.push_back(const_cast<char*>(string.c_str()));
  result.push_back(nullptr);
  return result;
}

struct PreparedChild {
  const ChildProcess::Options& options;
  std::vector<char*> argv;
  std::vector<char*> environment;
  int stdin_fd;
  int stdout_fd;
  int error_fd;
};

// Between fork and exec: only async-signal-safe calls. Returns the step that failed.
const char* become_child(const PreparedChild& child) {
  const ChildProcess::Options& options = child.options;
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return "set the parent-death signal for";
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  setpgid(0, 0);
  if (dup2(child.stdin_fd, 0) < 0 || dup2(child.stdout_fd, 1) < 0 || dup2(child.stdout_fd, 2) < 0) {
    return "redirect";
  }
  // Also what our own caller left open in us; a kernel before 5.11 can't, then those few stay.
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  for (const int fd : options.inherit) fcntl(fd, F_SETFD, 0);
  if (options.network && setns(options.network->fd(), CLONE_NEWNET) != 0)
    return "enter namespace of";
  if (!options.directory.empty() && chdir(options.directory.c_str()) != 0)
    return "change directory of";
  if (options.cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(*options.cpu), &set);
    sched_setaffinity(0, sizeof set, &set);  // only speed depends on it
  }
  execvpe(child.argv[0], child.argv.data(), child.environment.data());
  return "exec";
}

struct StartFailure {
  int error;
  char step[40];
};

}  // namespace

ChildProcess::ChildProcess(const Options& options) {
  const UniqueFd null = open_file("/dev/null", O_RDWR);
  int ends[2];
  check("pipe", pipe2(ends, O_CLOEXEC));
  UniqueFd read_end(ends[0]), write_end(ends[1]);
  const PreparedChild child{options,
                            pointers(options.argv),
                            pointers(options.environment),
                            options.stdin_fd < 0 ? null.get() : options.stdin_fd,
                            options.stdout_fd < 0 ? null.get() : options.stdout_fd,
                            write_end.get()};
  pid_ = check("fork for " + options.argv.at(0), fork());
  if (pid_ == 0) {
    StartFailure failure{};
    strncpy(failure.step, become_child(child), sizeof failure.step - 1);
    failure.error = errno;
    (void)!write(child.error_fd, &failure, sizeof failure);
    _exit(127);
  }
  write_end.reset();
  StartFailure failure{};
  ssize_t got = 0;
  do {
    got = read(read_end.get(), &failure, sizeof failure);
  } while (got < 0 && errno == EINTR);
  if (got == sizeof failure) {
    reap(true);
    throw SystemError(std::string(failure.step) + " " + options.argv[0], failure.error);
  }
  pidfd_ = UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  if (!pidfd_) {
    const int error = errno;
    signal(SIGKILL);
    reap(true);
    throw SystemError("pidfd_open", error);
  }
  fcntl(pidfd_.get(), F_SETFD, FD_CLOEXEC);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      pidfd_(std::move(other.pidfd_)),
      status_(other.status_) {}

ChildProcess::~ChildProcess() {
  if (pid_ < 0 || status_) return;
  kill_group();
  reap(true);
}

void ChildProcess::signal(int number) {
  if (!status_) kill(pid_, number);
}

// The processes that a UML kernel traces run on when it is killed. It leads the group, and is not
// reaped yet, so that the number is its own.
void ChildProcess::kill_group() {
  if (!status_) kill(-pid_, SIGKILL);
}

void ChildProcess::reap(bool block) {
  int status = 0;
  pid_t got = 0;
  do {
    got = waitpid(pid_, &status, block ? 0 : WNOHANG);
  } while (got < 0 && errno == EINTR);
  if (got == pid_) status_ = status;
}

std::optional<int> ChildProcess::poll_status() {
  if (!status_) reap(false);
  return status_;
}

int ChildProcess::stop(std::chrono::milliseconds patience) {
  signal(SIGTERM);
  pollfd ended{fd(), POLLIN, 0};
  // A signal that ends the patience early counts as its end: nothing may wait forever here.
  if (!poll_status() && poll(&ended, 1, static_cast<int>(patience.count())) != 1) kill_group();
  if (!status_) reap(true);
  return *status_;
}

std::string describe_wait_status(int status) {
  if (WIFEXITED(status)) return "exited with status " + std::to_string(WEXITSTATUS(status));
  return "was killed by signal " + std::to_string(WTERMSIG(status)) + " (" +
         strsignal(WTERMSIG(status)) + ")";
}

}  // namespace keyrace
