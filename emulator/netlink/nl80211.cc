#include "emulator/netlink/nl80211.h"

#include <linux/nl80211.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include <cstring>

namespace keyrace {

Nl80211::Nl80211() : socket_(NL80211_GENL_NAME) {}

std::optional<Nl80211::Interface> Nl80211::find_interface(const HardwareAddress& address) {
  std::optional<Interface> found;
  const auto look = [&](nlmsghdr* header) {
    nlattr* attributes[NL80211_ATTR_MAX + 1];
    if (genlmsg_parse(header, 0, attributes, NL80211_ATTR_MAX, nullptr) < 0) return;
    const nlattr* mac = attributes[NL80211_ATTR_MAC];
    const nlattr* index = attributes[NL80211_ATTR_IFINDEX];
    if (!mac || !index || nla_len(mac) != static_cast<int>(address.size())) return;
    if (std::memcmp(nla_data(mac), address.data(), address.size()) != 0) return;
    found = Interface{nla_get_u32(index), nla_get_u32(attributes[NL80211_ATTR_WIPHY]),
                      nla_get_string(attributes[NL80211_ATTR_IFNAME])};
  };
  socket_.dump(socket_.request(NL80211_CMD_GET_INTERFACE), "list wireless interfaces", look);
  return found;
}

void Nl80211::set_power_save(std::uint32_t interface, bool on) {
  NlMessage message = socket_.request(NL80211_CMD_SET_POWER_SAVE);
  nla_put_u32(message.get(), NL80211_ATTR_IFINDEX, interface);
  nla_put_u32(message.get(), NL80211_ATTR_PS_STATE, on ? NL80211_PS_ENABLED : NL80211_PS_DISABLED);
  socket_.execute(std::move(message), on ? "switch power save on" : "switch power save off");
}

void Nl80211::move_wiphy(std::uint32_t wiphy, const NetNamespace& destination) {
  NlMessage message = socket_.request(NL80211_CMD_SET_WIPHY_NETNS);
  nla_put_u32(message.get(), NL80211_ATTR_WIPHY, wiphy);
  nla_put_u32(message.get(), NL80211_ATTR_NETNS_FD, static_cast<std::uint32_t>(destination.fd()));
  socket_.execute(std::move(message), "move wiphy " + std::to_string(wiphy) + " to a namespace");
}

}  // namespace keyrace
