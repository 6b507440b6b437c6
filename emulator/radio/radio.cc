#include "emulator/radio/radio.h"

#include <netlink/attr.h>

#include "emulator/netlink/genl_socket.h"
#include "emulator/netlink/hwsim_abi.h"
#include "emulator/netlink/nl80211.h"
#include "emulator/netlink/rtnl.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

std::uint32_t create_radio(const std::string& name, const HardwareAddress& address) {
  GenlSocket socket(hwsim::kFamily);
  NlMessage message = socket.request(hwsim::kNewRadio);
  // One channel at a time: more would need channel contexts, and hwsim's medium refuses them.
  nla_put_u32(message.get(), hwsim::kChannels, 1);
  nla_put(message.get(), hwsim::kRadioName, static_cast<int>(name.size()), name.data());
  nla_put(message.get(), hwsim::kPermAddr, static_cast<int>(address.size()), address.data());
  return static_cast<std::uint32_t>(
      socket.execute(std::move(message), "create hwsim radio " + name));
}

}  // namespace

Radio::Radio(std::string name, const HardwareAddress& address, const NetNamespace& home)
    : name_(std::move(name)), address_(address), id_(create_radio(name_, address_)) {
  Nl80211 nl80211;
  const auto interface = nl80211.find_interface(address_);
  if (!interface) throw SystemError("find the interface of radio " + name_, "it is not there");
  nl80211.move_wiphy(interface->wiphy, home);
  const NetNamespace::Scope scope(home);
  Rtnl().rename_link(interface->name, name_);
}

Radio::~Radio() {
  try {
    GenlSocket socket(hwsim::kFamily);
    NlMessage message = socket.request(hwsim::kDelRadio);
    nla_put_u32(message.get(), hwsim::kRadioId, id_);
    socket.execute(std::move(message), "remove hwsim radio " + name_);
  } catch (const std::exception&) {
    // Only the guest's kernel holds it, and that ends with the run.
  }
}

}  // namespace keyrace
