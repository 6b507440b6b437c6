#include "tests/bench/program.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "emulator/sys/system_error.h"

namespace keyrace::bench {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void become(const std::vector<std::string>& argv, unsigned cores,
                         const std::string& output) {
  if (cores > 0) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (unsigned i = 0; i < cores; ++i) CPU_SET(i, &set);
    sched_setaffinity(0, sizeof set, &set);
  }
  const int null = open("/dev/null", O_WRONLY);
  dup2(output.empty() ? null : open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600),
       STDOUT_FILENO);
  dup2(null, STDERR_FILENO);
  std::vector<char*> pointers;
  for (const std::string& argument : argv) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  execvp(pointers[0], pointers.data());
  _exit(127);
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

Usage run_program(const std::vector<std::string>& argv, unsigned cores, const std::string& output) {
  const auto start = Clock::now();
  const pid_t child = check("fork", fork());
  if (child == 0) become(argv, cores, output);
  int status = 0;
  rusage usage{};
  check("wait4", wait4(child, &status, 0, &usage));
  if (status != 0) throw SystemError("run " + argv[0], "it failed");
  return {std::chrono::duration<double>(Clock::now() - start).count(),
          seconds(usage.ru_utime) + seconds(usage.ru_stime),
          static_cast<double>(usage.ru_maxrss) / 1024};
}

std::string number(double value, const char* pattern) {
  char text[32];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

}  // namespace keyrace::bench
