// Mounting as PID 1 of the guest does it.
#pragma once

#include <string>

namespace keyrace {

// mount(2) of a file system without a backing device; makes `target` first where it is missing.
void mount_fs(const std::string& type, const std::string& target, const std::string& options = "");

}  // namespace keyrace
