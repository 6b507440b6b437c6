#include "lab/engine/qemu_machine.h"

#include <unistd.h>

#include <cstdlib>
#include <sstream>

#include "lab/engine/lab_failure.h"

namespace keyrace {
namespace {

constexpr char kProgram[] = "qemu-system-x86_64";

// An instruction takes 2^0 ns, and nobody waits for a time when there is nothing to do.
constexpr char kCounting[] = "shift=0,sleep=off";

// qemu's options are separated by commas; one in a value is written twice.
std::string value(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == ',' ? ",," : std::string(1, c);
  return result;
}

// Quiet and quick to boot: nothing in the guest needs protection from anything else in it.
std::string kernel_command_line(const QemuMachine& machine) {
  std::string words =
      "console=ttyS0 quiet panic=-1 mitigations=off cryptomgr.notests=1 no_hash_pointers "
      "mac80211_hwsim.radios=0 rdinit=/init --";
  for (const std::string& word : machine.first_program) words += " \"" + word + "\"";
  return words;
}

void add_share(std::vector<std::string>& words, const std::string& tag, const std::string& path,
               const std::string& more) {
  words.insert(words.end(), {"-fsdev", "local,id=" + tag + ",path=" + value(path) +
                                           ",multidevs=remap,security_model=none" + more});
  words.insert(words.end(), {"-device", "virtio-9p-pci,fsdev=" + tag + ",mount_tag=" + tag});
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

std::vector<std::string> qemu_command(const QemuMachine& machine, Accelerator accelerator) {
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
  words.insert(words.end(), {"-kernel", machine.kernel, "-initrd", machine.initramfs});
  words.insert(words.end(),
               {"-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"});
  add_share(words, "root", "/", ",readonly=on");
  add_share(words, kShareTag, machine.share, "");
  words.insert(words.end(), {"-append", kernel_command_line(machine)});
  return words;
}

}  // namespace keyrace
