// One child process: started with exactly the descriptors it should have, stopped with TERM, a
// deadline and KILL, and always reaped. Used by the guest (stacks) and by the engines (the kernel
// itself).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "emulator/sys/net_namespace.h"
#include "emulator/sys/unique_fd.h"

namespace keyrace {

class ChildProcess {
 public:
  struct Options {
    std::vector<std::string> argv;  // argv[0] is looked up in PATH
    std::vector<std::string>
        environment;           // "NAME=value"; the whole environment, nothing is inherited
    int stdin_fd = -1;         // -1: /dev/null
    int stdout_fd = -1;        // -1: /dev/null; also stderr
    std::vector<int> inherit;  // kept open in the child under the same numbers
    const NetNamespace* network = nullptr;  // nullptr: the caller's
    std::optional<int> cpu;                 // pins the child to one CPU
    std::string directory;                  // working directory; empty: the caller's
  };

  // Throws SystemError when the program can't be started ("exec /usr/sbin/hostapd: No such file
  // ...").
  explicit ChildProcess(const Options& options);
  ChildProcess(ChildProcess&&) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  // Kills and reaps what still runs, with its own children.
  ~ChildProcess();

  pid_t pid() const { return pid_; }
  // Readable when the child has ended (pidfd).
  int fd() const { return pidfd_.get(); }
  // The wait status once the child has ended; does not block.
  std::optional<int> poll_status();
  // TERM, then KILL to it and its process group after `patience`; returns the wait status.
  int stop(std::chrono::milliseconds patience);
  void signal(int number);

 private:
  void kill_group();
  void reap(bool block);

  pid_t pid_ = -1;
  UniqueFd pidfd_;
  std::optional<int> status_;
};

// "exited with status 1", "was killed by signal 11 (Segmentation fault)".
std::string describe_wait_status(int status);

}  // namespace keyrace
