// Engine `qemu`: boots a kernel for PCs, as a distribution ships it, on a machine that qemu
// emulates; the host's file system is its root over 9p (read-only), `keyrace guest JOB` its PID 1.
// First arrow: scenario -> engine.
#pragma once

#include "lab/engine/guest_process.h"
#include "lab/engine/kernel.h"

namespace keyrace {

// The program that emulates; throws LabFailure, with what to install, where there is none.
std::string find_qemu();

// What executes the guest's instructions. With kTcg qemu does, and its clock counts them: how long
// something takes does not hang on what else this machine does. With kKvm the CPU does, in real
// time.
enum class Accelerator { kTcg, kKvm };

// Returns, with what was used, and throws as GuestProcess::wait. Where KVM is wanted and doesn't
// bring the guest to its first word in time, it says so on stderr and goes on with TCG.
Accelerator run_qemu(const Kernel& kernel, Accelerator wanted, const GuestOptions& options);

}  // namespace keyrace
