// Mounting as PID 1 of the guest does it, and file systems that only the caller sees.
#pragma once

#include <string>

#include "emulator/sys/unique_fd.h"

namespace keyrace {

// mount(2) of a file system without a backing device; makes `target` first where it is missing.
// `source`: what stands for the device, such as a share's name.
void mount_fs(const std::string& type, const std::string& target, const std::string& options = "",
              const std::string& source = "none");

// From here on what is mounted or unmounted shows only in a mount namespace of the calling
// process's own, which this makes.
void enter_private_mounts();

// Nothing that is mounted now can be written to any more; only in the process's mount namespace.
void make_mounts_read_only();

// What `path` names, a second time and mounted nowhere yet; and mounted somewhere then.
UniqueFd detached_tree(const std::string& path);
void attach_tree(const UniqueFd& tree, const std::string& target);

// A file system that is mounted nowhere: its root as a descriptor. Gone when it is closed.
UniqueFd detached_fs(const std::string& type);

}  // namespace keyrace
