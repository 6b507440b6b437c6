#include "emulator/sys/net_namespace.h"

#include <fcntl.h>
#include <sched.h>

#include <cstdlib>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

UniqueFd open_own_namespace() {
  return open_file("/proc/thread-self/ns/net", O_RDONLY);
}

}  // namespace

NetNamespace NetNamespace::create() {
  const UniqueFd previous = open_own_namespace();
  check("unshare network namespace", unshare(CLONE_NEWNET));
  UniqueFd made = open_own_namespace();
  check("return to the network namespace", setns(previous.get(), CLONE_NEWNET));
  return NetNamespace(std::move(made));
}

NetNamespace NetNamespace::current() {
  return NetNamespace(open_own_namespace());
}

NetNamespace::Scope::Scope(const NetNamespace& ns) : previous_(open_own_namespace()) {
  check("enter network namespace", setns(ns.fd(), CLONE_NEWNET));
}

NetNamespace::Scope::~Scope() {
  // Going on in the wrong namespace would corrupt the experiment silently.
  if (setns(previous_.get(), CLONE_NEWNET) != 0) std::abort();
}

}  // namespace keyrace
