// One member of the experiment: a namespace, its radio, and the addresses it is known by.
#pragma once

#include <string>

#include "emulator/radio/radio.h"
#include "emulator/sys/net_namespace.h"
#include "emulator/sys/unique_fd.h"

namespace keyrace {

struct Node {
  std::string name;
  NetNamespace network;
  Radio radio;
  std::string address;   // IPv4 of a STA; the AP only bridges and has none
  UniqueFd shim_config;  // keyrace_shim_config for the node's stack

  Node(std::string node_name, const HardwareAddress& mac, std::string ipv4)
      : name(std::move(node_name)),
        network(NetNamespace::create()),
        radio(name, mac, network),
        address(std::move(ipv4)) {}
};

}  // namespace keyrace
