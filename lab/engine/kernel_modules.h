// The modules of a kernel that somebody else built: which files to load, in which order, for what
// the lab needs. Reads what depmod left (modules.dep); called by engine qemu.
#pragma once

#include <string>
#include <vector>

namespace keyrace {

struct ModuleFile {
  std::string path;        // absolute
  std::string parameters;  // "radios=0"; may be empty
};

// In the order in which they are to be loaded, for a guest of the lab on the kernel whose modules
// are in `directory` (lib/modules/RELEASE). What is built in is left out. Throws KernelNotFound,
// naming them, when the kernel lacks modules that the lab can't do without.
std::vector<ModuleFile> modules_to_load(const std::string& directory);

}  // namespace keyrace
