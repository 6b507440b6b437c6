// Reads what a program appends to its log, line by line, as it comes. The program writes to the
// file itself, so it never waits for the lab. Used by adapters that wait for words of a program.
#pragma once

#include <functional>
#include <string>

#include "emulator/sys/event_loop.h"
#include "emulator/sys/unique_fd.h"

namespace keyrace {

class LogFollower {
 public:
  // `path` is made where it is missing. Each finished line goes to `on_line`, without its newline;
  // lines that are there already do so at once.
  // Throws SystemError.
  LogFollower(EventLoop& loop, const std::string& path,
              std::function<void(const std::string&)> on_line);
  ~LogFollower();
  LogFollower(const LogFollower&) = delete;
  LogFollower& operator=(const LogFollower&) = delete;

 private:
  void read_more();

  EventLoop& loop_;
  UniqueFd file_;
  UniqueFd watcher_;
  std::string line_;  // what has no newline yet
  std::function<void(const std::string&)> on_line_;
};

}  // namespace keyrace
