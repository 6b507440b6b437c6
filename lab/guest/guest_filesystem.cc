#include "lab/guest/guest_filesystem.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "emulator/sys/file.h"
#include "emulator/sys/mount.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

struct Device {
  const char* path;
  unsigned major;
  unsigned minor;
};

constexpr Device kDevices[] = {
    {"/dev/null", 1, 3}, {"/dev/zero", 1, 5}, {"/dev/random", 1, 8}, {"/dev/urandom", 1, 9}};

}  // namespace

void mount_guest_filesystem(const Job& job) {
  // Read before /dev is covered: it may lie below the host's /dev/shm.
  const std::string shim = read_file(job.shim);
  const std::string catcher = read_file(job.catcher);
  mount_fs("proc", "/proc");
  mount_fs("sysfs", "/sys");
  mount_fs("debugfs", "/sys/kernel/debug");
  mount_fs("tracefs", guest_path::kTracing);
  mount_fs("tmpfs", "/dev", "mode=0755");
  for (const Device& device : kDevices) {
    check(std::string("mknod ") + device.path,
          mknod(device.path, S_IFCHR | 0666, makedev(device.major, device.minor)));
  }
  check("mkdir", mkdir(guest_path::kWork, 0755));
  mount_fs("hostfs", guest_path::kEvidence, job.run_directory);
  write_file(guest_path::kShim, shim, 0755);
  write_file(guest_path::kCatcher, catcher, 0755);
}

}  // namespace keyrace
