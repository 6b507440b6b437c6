// The first file system of a kernel that qemu boots: images/initramfs/init and the modules that it
// is to load. A cpio archive as the kernel reads it (Documentation/driver-api/early-userspace/
// buffer-format.rst, format "newc"). Called by engine qemu.
#pragma once

#include <string>
#include <vector>

#include "lab/engine/kernel_modules.h"

namespace keyrace {

// Writes it to `path`. `init`: the program, statically linked. Throws SystemError.
void write_initramfs(const std::string& path, const std::string& init,
                     const std::vector<ModuleFile>& modules);

}  // namespace keyrace
