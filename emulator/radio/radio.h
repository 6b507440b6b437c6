// One mac80211_hwsim radio with one interface, moved into a node's network namespace; removed with
// the object, and by the kernel when the process ends in any way. All radios of a run are made in
// one namespace: hwsim lets only those hear each other.
#pragma once

#include <cstdint>
#include <string>

#include "emulator/netlink/genl_socket.h"
#include "emulator/netlink/hardware_address.h"
#include "emulator/sys/net_namespace.h"

namespace keyrace {

class Radio {
 public:
  // Makes the radio in the calling thread's namespace; radio and wiphy are called `name`, which is
  // unique on the kernel, the interface `interface`, with hardware address `address`. Throws
  // SystemError.
  Radio(std::string name, const std::string& interface, const HardwareAddress& address,
        const NetNamespace& home);
  Radio(const Radio&) = delete;
  Radio& operator=(const Radio&) = delete;
  ~Radio();

  const std::string& name() const { return name_; }
  const HardwareAddress& address() const { return address_; }

 private:
  std::string name_;
  HardwareAddress address_;
  GenlSocket owner_;  // the kernel removes the radio when it is closed
  std::uint32_t id_;
};

}  // namespace keyrace
