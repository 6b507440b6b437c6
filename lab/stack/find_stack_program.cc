#include <unistd.h>

#include "emulator/sys/system_error.h"
#include "lab/stack/stack.h"

namespace keyrace {

std::string find_stack_program(const std::string& path, const std::string& name,
                               const std::string& package) {
  if (!path.empty()) {
    check("run " + path, access(path.c_str(), X_OK));
    return path;
  }
  for (const char* directory : {"/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/",
                                "/sbin/", "/bin/", "/usr/libexec/"}) {
    if (access((directory + name).c_str(), X_OK) == 0) return directory + name;
  }
  throw SystemError("find " + name, "it is not installed; install the package " + package +
                                        " or give a path in the scenario");
}

}  // namespace keyrace
