// Engine `qemu`: boots a kernel for PCs, as a distribution ships it, on a machine that qemu
// emulates; the host's file system is its root over 9p (read-only), `keyrace guest JOB` its PID 1.
// First arrow: scenario -> engine.
#pragma once

#include "lab/engine/guest_process.h"
#include "lab/engine/kernel.h"
#include "lab/engine/qemu_machine.h"

namespace keyrace {

// Returns, with what was used, and throws as GuestProcess::wait. Where KVM is wanted and doesn't
// bring the guest to its first word in time, it says so on stderr and goes on with TCG.
Accelerator run_qemu(const Kernel& kernel, Accelerator wanted, const GuestOptions& options);

}  // namespace keyrace
