#include "lab/guest/node.h"

#include <unistd.h>

#include "emulator/sys/file.h"

namespace keyrace {

NetNamespace silent_network() {
  NetNamespace network = NetNamespace::create();
  const NetNamespace::Scope scope(network);
  for (const char* interfaces : {"all", "default"}) {
    const std::string knob = std::string("/proc/sys/net/ipv6/conf/") + interfaces + "/disable_ipv6";
    if (access(knob.c_str(), F_OK) == 0) write_file(knob, "1");
  }
  return network;
}

}  // namespace keyrace
