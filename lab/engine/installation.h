// The files of this installation that a guest needs.
#pragma once

#include <string>
#include <vector>

namespace keyrace {

// The keyrace that runs as PID 1: this program, unless the build named another (a sanitized build
// does).
std::string guest_program();
// libkeyrace_shim.so: beside the guest's program, or in ../lib/keyrace. Throws SystemError.
std::string shim_library();
// libkeyrace_entropy.so: as the shim. Throws SystemError.
std::string entropy_library();
// keyrace_catch: beside the guest's program, or in ../libexec/keyrace. Throws SystemError.
std::string catch_program();
// keyrace_init: beside the guest's program, or in ../libexec/keyrace. Throws SystemError.
std::string init_program();
// The scenario library: scripts/scenarios beside the sources, or ../share/keyrace/scenarios.
std::string scenario_library();
// Where the builds of images/ are, best first, for a `kind` of "kernels", "pc-kernels" or "stacks":
// one place for a user, then ../lib/keyrace of an installed program and /usr/lib/keyrace. None
// needs to exist.
std::vector<std::string> build_directories(const std::string& kind);

}  // namespace keyrace
