#include "emulator/sys/mount.h"

#include <sys/mount.h>
#include <sys/stat.h>

#include "emulator/sys/system_error.h"

namespace keyrace {

void mount_fs(const std::string& type, const std::string& target, const std::string& options) {
  mkdir(target.c_str(), 0755);  // what is wrong with it, mount tells
  check("mount " + type + " on " + target,
        mount("none", target.c_str(), type.c_str(), MS_NOSUID, options.c_str()));
}

}  // namespace keyrace
