// How the shim takes hold of a stack's program. Chosen by Stack when it starts one, and recorded in
// guest.json.
#pragma once

#include <string>

#include "lab/scenario/scenario.h"

namespace keyrace {

enum class Interposition {
  kPreload,  // loaded into the program, by LD_PRELOAD
  kSeccomp   // in keyrace_catch, which the kernel tells of the program's calls
};

// "preload", "seccomp".
const char* to_string(Interposition interposition);

// What keeps the loader from loading the shim into `program`, as part of a sentence ("it is
// statically linked"); empty: nothing known. Only the file is looked at: a script, or a program
// that executes another, is no obstacle by itself. As ld.so(8) and the kernel decide it: a loader
// must be named (PT_INTERP) and be the shim's own C library's, and the exec must not set AT_SECURE.
// The latter it does for a set-user-ID or set-group-ID file of another user or group than ours; not
// for file capabilities where we are root (cap_bprm_creds_from_file), as in the guest.
std::string preload_obstacle(const std::string& program);

// Throws SystemError where `wanted` is kPreload and there is an obstacle; names the node and what
// would help.
Interposition choose_interposition(const std::string& node, const std::string& program,
                                   Interpose wanted);

}  // namespace keyrace
