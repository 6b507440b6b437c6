// One member of the experiment: a namespace, its radio, and the addresses it is known by.
#pragma once

#include <string>

#include "emulator/radio/radio.h"
#include "emulator/sys/net_namespace.h"
#include "emulator/sys/unique_fd.h"

namespace keyrace {

// A network namespace whose interfaces send nothing by themselves: without IPv6, where the kernel
// has it.
NetNamespace silent_network();

struct Node {
  std::string name;  // also its interface's
  NetNamespace network;
  Radio radio;
  std::string address;   // IPv4 of a STA; the AP only bridges and has none
  UniqueFd shim_config;  // keyrace_shim_config for the node's stack

  // `radio_name`: differs from the node's where the kernel is not the run's own.
  Node(std::string node_name, const std::string& radio_name, const HardwareAddress& mac,
       std::string ipv4)
      : name(std::move(node_name)),
        network(silent_network()),
        radio(radio_name, name, mac, network),
        address(std::move(ipv4)) {}
};

}  // namespace keyrace
