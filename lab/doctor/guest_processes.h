// Whether a User-Mode Linux kernel could hold the processes of its guest here: it needs a seccomp
// filter that traps (from 6.16 on) or ptrace. Found out by trying, as the kernel itself does.
#pragma once

#include <string>

namespace keyrace {

struct GuestProcesses {
  std::string seccomp_trouble;  // what failed; empty: it works
  std::string ptrace_trouble;
  int yama_scope = 0;  // kernel.yama.ptrace_scope; 0 where there is none
};

GuestProcesses try_guest_processes();

}  // namespace keyrace
