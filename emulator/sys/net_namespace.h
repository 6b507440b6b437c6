// One network namespace, held open by a descriptor; the kernel frees it when the last holder goes.
// Used by the guest: one for each node of the scenario.
#pragma once

#include "emulator/sys/unique_fd.h"

namespace keyrace {

class NetNamespace {
 public:
  // A new, empty namespace (its loopback is down). The calling thread stays where it is.
  static NetNamespace create();
  // The one the calling thread is in.
  static NetNamespace current();

  int fd() const { return fd_.get(); }

  // Moves the calling thread into a namespace and back when the scope ends. Sockets made inside
  // stay there.
  class Scope {
   public:
    explicit Scope(const NetNamespace& ns);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    UniqueFd previous_;
  };

 private:
  explicit NetNamespace(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace keyrace
