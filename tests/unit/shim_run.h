// Runs a program and keeps what it printed; files in memory that it inherits.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace keyrace {

using Words = std::vector<std::string>;

inline Words operator+(Words a, const Words& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline std::string content(int fd) {
  std::string text;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = pread(fd, buffer, sizeof buffer, static_cast<off_t>(text.size()))) > 0) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

// A file in memory that a child inherits.
class Memory {
 public:
  Memory() : fd_(memfd_create("shim_test", 0)) {
    EXPECT_GE(fd_, 0);
    EXPECT_EQ(fcntl(fd_, F_SETFL, O_APPEND), 0);
  }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory() { close(fd_); }
  int fd() const { return fd_; }
  std::string text() const { return content(fd_); }

 private:
  int fd_;
};

struct Outcome {
  int status = -1;  // of waitpid
  std::string out;
  std::string err;
};

// Runs and reaps; a child that hangs is ended by its own alarm.
inline Outcome run(const Words& argv, const Words& environment) {
  const Memory out, err;
  std::vector<char*> arguments, variables;
  for (const auto& word : argv) arguments.push_back(const_cast<char*>(word.c_str()));
  for (const auto& word : environment) variables.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  variables.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    dup2(out.fd(), STDOUT_FILENO);
    dup2(err.fd(), STDERR_FILENO);
    close(out.fd());
    close(err.fd());
    execvpe(arguments[0], arguments.data(), variables.data());
    _exit(127);
  }
  Outcome outcome;
  EXPECT_EQ(waitpid(child, &outcome.status, 0), child);
  outcome.out = out.text();
  outcome.err = err.text();
  return outcome;
}

}  // namespace keyrace
