// Talks to a running UML kernel itself (its mconsole socket): asks a guest that hangs who is
// running.
#pragma once

#include <optional>
#include <string>

namespace keyrace {

// The name of the process that runs at this moment; empty where the kernel names none, nothing when
// it doesn't answer within a second. `uml_dir` and `umid` as the kernel was started with.
std::optional<std::string> ask_who_runs(const std::string& uml_dir, const std::string& umid);

}  // namespace keyrace
