#include "lab/engine/qemu.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <sstream>

#include "lab/engine/initramfs.h"
#include "lab/engine/installation.h"
#include "lab/engine/lab_failure.h"
#include "lab/engine/scratch_directory.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

constexpr char kProgram[] = "qemu-system-x86_64";

// An instruction takes 2^0 ns, and nobody waits for a time when there is nothing to do.
constexpr char kCounting[] = "shift=0,sleep=off";

// Under KVM a kernel is up within two seconds.
constexpr std::chrono::seconds kFirstWord{20};

// qemu's options are separated by commas; one in a value is written twice.
std::string value(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == ',' ? ",," : std::string(1, c);
  return result;
}

// Quiet and quick to boot: nothing in the guest needs protection from anything else in it.
std::string command_line(const GuestOptions& options) {
  return "console=ttyS0 quiet panic=-1 mitigations=off cryptomgr.notests=1 no_hash_pointers "
         "mac80211_hwsim.radios=0 rdinit=/init -- \"" +
         options.guest_program + "\" guest \"" + options.run_directory + "/" + evidence_file::kJob +
         "\"";
}

void add_share(std::vector<std::string>& words, const std::string& tag, const std::string& path,
               const std::string& more) {
  words.insert(words.end(), {"-fsdev", "local,id=" + tag + ",path=" + value(path) +
                                           ",multidevs=remap,security_model=none" + more});
  words.insert(words.end(), {"-device", "virtio-9p-pci,fsdev=" + tag + ",mount_tag=" + tag});
}

std::vector<std::string> machine(const Kernel& kernel, const GuestOptions& options,
                                 Accelerator accelerator, const std::string& initramfs) {
  // One CPU: with several there is no one order of the kernel's events.
  std::vector<std::string> words{find_qemu(),  "-nodefaults", "-no-user-config",
                                 "-no-reboot", "-display",    "none",
                                 "-machine",   "pc",          "-smp",
                                 "1",          "-m",          "512M"};
  if (accelerator == Accelerator::kKvm) {
    words.insert(words.end(), {"-accel", "kvm", "-cpu", "host"});
  } else {
    words.insert(words.end(), {"-accel", "tcg", "-cpu", "max", "-icount", kCounting});
  }
  words.insert(words.end(), {"-kernel", kernel.program, "-initrd", initramfs});
  words.insert(words.end(),
               {"-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"});
  add_share(words, "root", "/", ",readonly=on");
  add_share(words, "evidence", options.run_directory, "");
  words.insert(words.end(), {"-append", command_line(options)});
  return words;
}

}  // namespace

std::string find_qemu() {
  const char* path = std::getenv("PATH");
  std::istringstream directories(path ? path : "/usr/bin");
  for (std::string directory; std::getline(directories, directory, ':');) {
    const std::string program = directory + "/" + kProgram;
    if (access(program.c_str(), X_OK) == 0) return program;
  }
  throw LabFailure(std::string("--engine qemu: there is no ") + kProgram +
                   "; install the package qemu-system-x86, or run scripts/setup --qemu");
}

Accelerator run_qemu(const Kernel& kernel, Accelerator wanted, const GuestOptions& options) {
  const ScratchDirectory scratch;
  const std::string initramfs = scratch.path() + "/initramfs";
  write_initramfs(initramfs, init_program(), modules_to_load(kernel.modules));
  ChildProcess::Options child;
  child.environment = {"HOME=/", "TMPDIR=" + scratch.path()};
  child.directory = "/";
  if (wanted == Accelerator::kKvm) {
    child.argv = machine(kernel, options, wanted, initramfs);
    GuestProcess guest(options, child, {});
    if (guest.wait_for_first_word(kFirstWord)) {
      guest.wait();
      return wanted;
    }
    std::cerr << "keyrace: KVM did not boot the guest within " << kFirstWord.count()
              << " s; qemu emulates it instead\n";
  }
  child.argv = machine(kernel, options, Accelerator::kTcg, initramfs);
  GuestProcess(options, child, {}).wait();
  return Accelerator::kTcg;
}

}  // namespace keyrace
