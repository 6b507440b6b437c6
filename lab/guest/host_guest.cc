#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "emulator/sys/system_error.h"
#include "lab/engine/host_leftovers.h"
#include "lab/engine/stop_signals.h"
#include "lab/guest/guest.h"

namespace keyrace {
namespace {

// Visible to the whole machine: a keeper's number is unique as long as it lives.
Surroundings machine_kernel(NetNamespace machine_network, pid_t keeper) {
  const std::string id = std::to_string(keeper);
  return {kTraceNames + id, kRadioNames + id + ".", true, std::move(machine_network)};
}

// PID 1 of its PID namespace: what it has started ends with it.
[[noreturn]] void become_guest(const Job& job, pid_t keeper) {
  int status = 1;
  try {
    check("set the parent-death signal", prctl(PR_SET_PDEATHSIG, SIGKILL));
    const Surroundings surroundings = machine_kernel(NetNamespace::current(), keeper);
    // The radios' home: those of others are out of reach, and can't hear them.
    check("make a network namespace", unshare(CLONE_NEWNET | CLONE_NEWIPC));
    run_job(job, surroundings);
    status = 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "keyrace guest: %s\n", error.what());
  }
  _exit(status);
}

void wait_for(pid_t guest, StopSignals& stop) {
  const UniqueFd ended(check("pidfd_open", static_cast<int>(syscall(SYS_pidfd_open, guest, 0))));
  pollfd wake[2] = {{ended.get(), POLLIN, 0}, {stop.fd(), POLLIN, 0}};
  while (poll(wake, 2, -1) < 0 && errno == EINTR) {
  }
  if (wake[1].revents) kill(guest, SIGKILL);
  waitpid(guest, nullptr, 0);
}

}  // namespace

void run_guest_on_host(const std::string& job_path) {
  // In place of the KILL that ChildProcess sets: there is something to tidy up.
  check("set the parent-death signal", prctl(PR_SET_PDEATHSIG, SIGTERM));
  StopSignals stop;
  const Job job = read_job(job_path);
  note_monitor_state();
  check("make a PID namespace", unshare(CLONE_NEWPID));
  const pid_t keeper = getpid();
  const pid_t guest = check("fork the guest", fork());
  if (guest == 0) become_guest(job, keeper);
  wait_for(guest, stop);
  remove_host_leftovers();
}

}  // namespace keyrace
