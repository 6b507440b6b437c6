#include "lab/guest/guest_filesystem.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <filesystem>

#include "emulator/sys/file.h"
#include "emulator/sys/mount.h"
#include "emulator/sys/system_error.h"
#include "lab/engine/qemu_machine.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

struct Device {
  const char* path;
  unsigned major;
  unsigned minor;
};

constexpr char k9pOptions[] = "trans=virtio,version=9p2000.L,msize=262144";

void mount_evidence(const Job& job, const UniqueFd& run_directory) {
  if (job.engine == "qemu") {
    // In the guest's memory until the end: who waits for the host loses time.
    mount_fs("tmpfs", guest_path::kEvidence, "mode=0700");
    mount_fs("9p", guest_path::kShare, k9pOptions, kShareTag);
    std::filesystem::copy(std::string(guest_path::kShare) + "/" + evidence_file::kScenario,
                          guest_path::kEvidence);
  } else if (job.engine == "host") {
    attach_tree(run_directory, guest_path::kEvidence);
  } else {
    mount_fs("hostfs", guest_path::kEvidence, job.run_directory);
  }
}

constexpr Device kDevices[] = {
    {"/dev/null", 1, 3}, {"/dev/zero", 1, 5}, {"/dev/random", 1, 8}, {"/dev/urandom", 1, 9}};

void make_dev() {
  mount_fs("tmpfs", "/dev", "mode=0755");
  for (const Device& device : kDevices) {
    check(std::string("mknod ") + device.path,
          mknod(device.path, S_IFCHR | 0666, makedev(device.major, device.minor)));
  }
  check("mkdir", mkdir(guest_path::kWork, 0755));
}

}  // namespace

void mount_guest_filesystem(const Job& job) {
  const bool on_host = job.engine == "host";
  // Opened before /dev is covered: they may lie below the host's /dev/shm.
  const UniqueFd shim = open_file(job.shim, O_RDONLY);
  const UniqueFd catcher = open_file(job.catcher, O_RDONLY);
  const UniqueFd entropy = open_file(job.entropy, O_RDONLY);
  UniqueFd run_directory;
  if (on_host) {
    enter_private_mounts();
    run_directory = detached_tree(job.run_directory);
    make_mounts_read_only();
    umount2(guest_path::kTracing, MNT_DETACH);  // where the machine has it, to have it writable
  }
  mount_fs("proc", "/proc");
  if (!on_host) mount_fs("sysfs", "/sys");
  mount_fs("tracefs", guest_path::kTracing);
  make_dev();
  mount_evidence(job, run_directory);
  copy_file(shim, guest_path::kShim, 0755);
  copy_file(catcher, guest_path::kCatcher, 0755);
  copy_file(entropy, guest_path::kEntropy, 0755);
}

void hand_over_evidence(const Job& job) {
  if (job.engine != "qemu") return;
  std::error_code error;
  std::filesystem::copy(
      guest_path::kEvidence, guest_path::kShare,
      std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing,
      error);
  if (error) throw SystemError("hand over the evidence", error.message());
}

}  // namespace keyrace
