#include "lab/guest/power_save.h"

#include "emulator/netlink/nl80211.h"
#include "emulator/sys/system_error.h"

namespace keyrace {

void set_power_save(const Node& sta, PowerSave power_save) {
  const NetNamespace::Scope scope(sta.network);
  Nl80211 nl80211;
  const auto interface = nl80211.find_interface(sta.radio.address());
  if (!interface) throw SystemError("find the interface of " + sta.name, "its stack removed it");
  nl80211.set_power_save(interface->index, power_save == PowerSave::kOn);
}

}  // namespace keyrace
