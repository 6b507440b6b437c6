#include "lab/doctor/guest_processes.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <fstream>

#include "emulator/sys/child_process.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

#ifndef PTRACE_SYSEMU
constexpr auto kSysemu = static_cast<__ptrace_request>(31);
#else
constexpr auto kSysemu = PTRACE_SYSEMU;
#endif

// What a child failed at, in memory that it shares with its parent.
struct Failure {
  const char* step;  // of the program's own text, so the same in both
  int error;
};

Failure* shared_failure() {
  void* memory =
      mmap(nullptr, sizeof(Failure), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw SystemError("map memory for a child");
  return new (memory) Failure{nullptr, 0};
}

[[noreturn]] void give_up(Failure* failure, const char* step) {
  failure->error = errno;
  failure->step = step;
  _exit(1);
}

pid_t start(void (*child)(Failure*), Failure* failure) {
  const pid_t pid = check("fork", fork());
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    child(failure);
    _exit(1);
  }
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// Takes the child's failure, or its end, and gives its memory back.
std::string tell(Failure* failure, int status) {
  std::string trouble;
  if (failure->step) {
    trouble = std::string(failure->step) + ": " + std::strerror(failure->error);
  } else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    trouble = "the child " + describe_wait_status(status);
  }
  munmap(failure, sizeof *failure);
  return trouble;
}

// What init_seccomp() of UML does (arch/um/os-Linux/start_up.c): a call that the filter traps ends
// the child in its signal handler, and close_range must be there.
void be_trapped(Failure* failure) {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
  };
  const sock_fprog program{static_cast<unsigned short>(std::size(filter)), filter};
  if (syscall(SYS_close_range, ~0U, ~0U, 0) != 0) give_up(failure, "close_range");
  struct sigaction action {};
  action.sa_handler = [](int) { _exit(0); };
  if (sigaction(SIGSYS, &action, nullptr) != 0) give_up(failure, "sigaction");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) give_up(failure, "no_new_privs");
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0) {
    give_up(failure, "seccomp");
  }
  syscall(SYS_getppid);
  errno = 0;
  give_up(failure, "a call that a filter should trap");
}

void be_traced(Failure* failure) {
  if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) give_up(failure, "ptrace");
  raise(SIGSTOP);
  syscall(SYS_getppid);
  _exit(0);
}

// The parent's side of be_traced(): a system call of the child stops before it is carried out.
std::string trace(pid_t pid) {
  if (!WIFSTOPPED(wait_for(pid))) return "the child did not stop";
  if (ptrace(PTRACE_SETOPTIONS, pid, nullptr, PTRACE_O_TRACESYSGOOD) != 0 ||
      ptrace(kSysemu, pid, nullptr, nullptr) != 0) {
    return std::string("ptrace: ") + std::strerror(errno);
  }
  const int status = wait_for(pid);
  const bool stopped = WIFSTOPPED(status) && WSTOPSIG(status) == (SIGTRAP | 0x80);
  return stopped ? "" : "a system call of the child did not stop it";
}

std::string try_seccomp() {
  Failure* failure = shared_failure();
  const pid_t pid = start(be_trapped, failure);
  return tell(failure, wait_for(pid));
}

std::string try_ptrace() {
  Failure* failure = shared_failure();
  const pid_t pid = start(be_traced, failure);
  const std::string trouble = trace(pid);
  kill(pid, SIGKILL);
  wait_for(pid);
  // The child knows better why it could not be traced.
  const std::string of_child = tell(failure, 0);
  return of_child.empty() ? trouble : of_child;
}

}  // namespace

GuestProcesses try_guest_processes() {
  GuestProcesses result{try_seccomp(), try_ptrace(), 0};
  std::ifstream("/proc/sys/kernel/yama/ptrace_scope") >> result.yama_scope;
  return result;
}

}  // namespace keyrace
