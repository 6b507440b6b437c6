#include "emulator/sys/mount.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "emulator/sys/system_error.h"

namespace keyrace {

void mount_fs(const std::string& type, const std::string& target, const std::string& options,
              const std::string& source) {
  mkdir(target.c_str(), 0755);  // what is wrong with it, mount tells
  check("mount " + type + " on " + target,
        mount(source.c_str(), target.c_str(), type.c_str(), MS_NOSUID, options.c_str()));
}

void enter_private_mounts() {
  check("make a mount namespace", unshare(CLONE_NEWNS));
  check("make mounts private", mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr));
}

void make_mounts_read_only() {
  mount_attr read_only{};
  read_only.attr_set = MOUNT_ATTR_RDONLY;
  check("make mounts read-only",
        mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &read_only, sizeof read_only));
}

UniqueFd detached_tree(const std::string& path) {
  return UniqueFd(check("take hold of " + path,
                        open_tree(AT_FDCWD, path.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC)));
}

void attach_tree(const UniqueFd& tree, const std::string& target) {
  mkdir(target.c_str(), 0755);  // what is wrong with it, mount tells
  check("mount on " + target,
        move_mount(tree.get(), "", AT_FDCWD, target.c_str(), MOVE_MOUNT_F_EMPTY_PATH));
}

UniqueFd detached_fs(const std::string& type) {
  const UniqueFd made(check("open file system " + type, fsopen(type.c_str(), FSOPEN_CLOEXEC)));
  check("make file system " + type, fsconfig(made.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0));
  return UniqueFd(check("mount file system " + type, fsmount(made.get(), FSMOUNT_CLOEXEC, 0)));
}

}  // namespace keyrace
