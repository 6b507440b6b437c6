// The few nl80211 requests that the lab itself makes (everything about keys is left to the stacks).
// Constants from the installed <linux/nl80211.h>.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "emulator/netlink/genl_socket.h"
#include "emulator/netlink/hardware_address.h"
#include "emulator/sys/net_namespace.h"

namespace keyrace {

class Nl80211 {
 public:
  struct Interface {
    std::uint32_t index = 0;  // ifindex
    std::uint32_t wiphy = 0;
    std::string name;
  };

  Nl80211();

  // nlmsg_type of nl80211 requests on this kernel.
  std::uint16_t family() const { return static_cast<std::uint16_t>(socket_.family()); }

  // The interface with this hardware address in the namespace where this object was made.
  std::optional<Interface> find_interface(const HardwareAddress& address);

  // Lets the STA's mac80211 sleep between beacons, or not (NL80211_CMD_SET_POWER_SAVE).
  void set_power_save(std::uint32_t interface, bool on);

  // Moves a wiphy with its interfaces (NL80211_CMD_SET_WIPHY_NETNS).
  void move_wiphy(std::uint32_t wiphy, const NetNamespace& destination);

 private:
  GenlSocket socket_;
};

}  // namespace keyrace
