#include "lab/engine/qemu.h"

#include <iostream>

#include "lab/engine/initramfs.h"
#include "lab/engine/installation.h"
#include "lab/engine/scratch_directory.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

// Under KVM a kernel is up within two seconds.
constexpr std::chrono::seconds kFirstWord{20};

}  // namespace

Accelerator run_qemu(const Kernel& kernel, Accelerator wanted, const GuestOptions& options) {
  const ScratchDirectory scratch;
  const std::string initramfs = scratch.path() + "/initramfs";
  write_initramfs(initramfs, init_program(), modules_to_load(kernel.modules));
  const QemuMachine machine{
      kernel.program,
      initramfs,
      options.run_directory,
      {options.guest_program, "guest", options.run_directory + "/" + evidence_file::kJob}};
  ChildProcess::Options child;
  child.environment = {"HOME=/", "TMPDIR=" + scratch.path()};
  child.directory.assign(1, '/');  // "/" gives GCC 12 a false -Wrestrict
  if (wanted == Accelerator::kKvm) {
    child.argv = qemu_command(machine, wanted);
    GuestProcess guest(options, child, {});
    if (guest.wait_for_first_word(kFirstWord)) {
      guest.wait();
      return wanted;
    }
    std::cerr << "keyrace: KVM did not boot the guest within " << kFirstWord.count()
              << " s; qemu emulates it instead\n";
  }
  child.argv = qemu_command(machine, Accelerator::kTcg);
  GuestProcess(options, child, {}).wait();
  return Accelerator::kTcg;
}

}  // namespace keyrace
