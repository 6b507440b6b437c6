// Links, addresses and neighbours of the network namespace where the object was made, over
// libnl-route. Used by the guest to lay out the LAN side and the stations.
#pragma once

#include <netlink/netlink.h>

#include <cstdint>
#include <memory>
#include <string>

#include "emulator/netlink/genl_socket.h"
#include "emulator/netlink/hardware_address.h"
#include "emulator/sys/net_namespace.h"

namespace keyrace {

class Rtnl {
 public:
  Rtnl();

  std::uint32_t index_of(const std::string& link);
  void rename_link(const std::string& link, const std::string& name);
  void set_up(const std::string& link);
  void set_down(const std::string& link);
  bool is_up(const std::string& link);
  // `near_name` stays here, `far_name` appears in `far`.
  void add_veth(const std::string& near_name, const std::string& far_name, const NetNamespace& far);
  // A bridge that forwards from the start (no spanning tree, no forward delay).
  void add_bridge(const std::string& name);
  void add_to_bridge(const std::string& link, const std::string& bridge);
  // `address` with prefix length: "10.0.0.1/24".
  void add_address(const std::string& link, const std::string& address);
  // A permanent entry, so that no ARP frame mixes with the experiment's own.
  void add_neighbour(const std::string& link, const std::string& address,
                     const HardwareAddress& hardware_address);
  void set_hardware_address(const std::string& link, const HardwareAddress& address);
  // From now on the link keeps each packet until its SCM_TXTIME (CLOCK_MONOTONIC), some 10,000 of
  // them, and up to 10 s; those without are sent at once (net/sched/sch_fq.c).
  void pace(const std::string& link);

 private:
  std::unique_ptr<nl_sock, NlSocketDeleter> socket_;
};

}  // namespace keyrace
