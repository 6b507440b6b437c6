// Talks to a running UML kernel itself (its mconsole socket): asks a guest that hangs who is
// running.
#pragma once

#include <string>

namespace keyrace {

// Has the kernel print the registers of what is running to its console (sysrq p), which names the
// process. False when the kernel doesn't answer within a second. `uml_dir` and `umid` as the kernel
// was started with.
bool ask_who_runs(const std::string& uml_dir, const std::string& umid);

// The last lines of a console log, without the empty ones.
std::string console_tail(const std::string& path);

}  // namespace keyrace
