// The PC that qemu emulates, as qemu's command line: the host's file system is the guest's root
// over 9p (read-only), one directory of it can be written. Used by engine qemu, and by tests that
// want such a machine for something else.
#pragma once

#include <string>
#include <vector>

namespace keyrace {

// What executes the guest's instructions. With kTcg qemu does, and its clock counts them: how long
// something takes does not hang on what else this machine does. With kKvm the CPU does, in real
// time.
enum class Accelerator { kTcg, kKvm };

struct QemuMachine {
  std::string kernel;                      // path of a bzImage
  std::string initramfs;                   // path, as write_initramfs leaves it
  std::string share;                       // the directory that can be written: 9p, tag kShareTag
  std::vector<std::string> first_program;  // PID 1 and its arguments, without quotation marks
};

inline constexpr char kShareTag[] = "evidence";

// The program that emulates; throws LabFailure, with what to install, where there is none.
std::string find_qemu();

// Its command line; the guest's console is its stdout. Throws as find_qemu.
std::vector<std::string> qemu_command(const QemuMachine& machine, Accelerator accelerator);

}  // namespace keyrace
