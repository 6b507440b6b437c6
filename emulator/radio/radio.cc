#include "emulator/radio/radio.h"

#include <netlink/attr.h>

#include "emulator/netlink/genl_socket.h"
#include "emulator/netlink/hwsim_abi.h"
#include "emulator/netlink/nl80211.h"
#include "emulator/netlink/rtnl.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

std::uint32_t create_radio(GenlSocket& socket, const std::string& name,
                           const HardwareAddress& address) {
  NlMessage message = socket.request(hwsim::kNewRadio);
  // One channel at a time: more would need channel contexts, and hwsim's medium refuses them.
  nla_put_u32(message.get(), hwsim::kChannels, 1);
  nla_put_flag(message.get(), hwsim::kDestroyRadioOnClose);
  nla_put(message.get(), hwsim::kRadioName, static_cast<int>(name.size()), name.data());
  nla_put(message.get(), hwsim::kPermAddr, static_cast<int>(address.size()), address.data());
  return static_cast<std::uint32_t>(
      socket.execute(std::move(message), "create hwsim radio " + name));
}

}  // namespace

Radio::Radio(std::string name, const std::string& interface, const HardwareAddress& address,
             const NetNamespace& home)
    : name_(std::move(name)),
      address_(address),
      owner_(hwsim::kFamily),
      id_(create_radio(owner_, name_, address_)) {
  Nl80211 nl80211;
  const auto found = nl80211.find_interface(address_);
  if (!found) throw SystemError("find the interface of radio " + name_, "it is not there");
  nl80211.move_wiphy(found->wiphy, home);
  const NetNamespace::Scope scope(home);
  Rtnl().rename_link(found->name, interface);
}

Radio::~Radio() {
  try {
    NlMessage message = owner_.request(hwsim::kDelRadio);
    nla_put_u32(message.get(), hwsim::kRadioId, id_);
    owner_.execute(std::move(message), "remove hwsim radio " + name_);
  } catch (const std::exception&) {
    // Closing its owner's socket removes it, too.
  }
}

}  // namespace keyrace
