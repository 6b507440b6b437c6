// One mac80211_hwsim radio with one interface, moved into a node's network namespace; removed with
// the object. All radios of a run are made in one namespace: hwsim lets only those hear each other.
#pragma once

#include <cstdint>
#include <string>

#include "emulator/netlink/hardware_address.h"
#include "emulator/sys/net_namespace.h"

namespace keyrace {

class Radio {
 public:
  // Makes the radio in the calling thread's namespace; radio, wiphy and interface are called
  // `name`, the interface has hardware address `address`. Throws SystemError.
  Radio(std::string name, const HardwareAddress& address, const NetNamespace& home);
  Radio(const Radio&) = delete;
  Radio& operator=(const Radio&) = delete;
  ~Radio();

  const std::string& name() const { return name_; }
  const HardwareAddress& address() const { return address_; }

 private:
  std::string name_;
  HardwareAddress address_;
  std::uint32_t id_;
};

}  // namespace keyrace
