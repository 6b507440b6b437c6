#include "emulator/netlink/rtnl.h"

#include <linux/if.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <netlink/addr.h>
#include <netlink/attr.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/bridge.h>
#include <netlink/route/link/veth.h>
#include <netlink/route/neighbour.h>

#include "emulator/netlink/check_nl.h"

namespace keyrace {
namespace {

template <typename Object, void (*put)(Object*)>
struct Put {
  void operator()(Object* object) const { put(object); }
};
using Link = std::unique_ptr<rtnl_link, Put<rtnl_link, rtnl_link_put>>;
using Address = std::unique_ptr<nl_addr, Put<nl_addr, nl_addr_put>>;
using LinkAddress = std::unique_ptr<rtnl_addr, Put<rtnl_addr, rtnl_addr_put>>;
using Neighbour = std::unique_ptr<rtnl_neigh, Put<rtnl_neigh, rtnl_neigh_put>>;

// Datagrams, of one flow and of all. What it refused, nobody would hear of.
constexpr std::uint32_t kMostPacedOfFlow = 10'000;
constexpr std::uint32_t kMostPaced = 1'000'000;

Link get_link(nl_sock* socket, const std::string& name) {
  rtnl_link* link = nullptr;
  check_nl("find link " + name, rtnl_link_get_kernel(socket, 0, name.c_str(), &link));
  return Link(link);
}

// Applies what `edit` sets on an empty link object to the existing link.
template <typename Edit>
void change_link(nl_sock* socket, const std::string& name, const std::string& attempt, Edit edit) {
  const Link existing = get_link(socket, name);
  const Link change(rtnl_link_alloc());
  edit(change.get());
  check_nl(attempt, rtnl_link_change(socket, existing.get(), change.get(), 0));
}

Address parse_address(const std::string& text) {
  nl_addr* address = nullptr;
  check_nl("parse address " + text, nl_addr_parse(text.c_str(), AF_INET, &address));
  return Address(address);
}

}  // namespace

Rtnl::Rtnl() : socket_(nl_socket_alloc()) {
  if (!socket_) throw std::bad_alloc();
  check_nl("connect rtnetlink", nl_connect(socket_.get(), NETLINK_ROUTE));
}

std::uint32_t Rtnl::index_of(const std::string& link) {
  return static_cast<std::uint32_t>(rtnl_link_get_ifindex(get_link(socket_.get(), link).get()));
}

void Rtnl::rename_link(const std::string& link, const std::string& name) {
  change_link(socket_.get(), link, "rename " + link + " to " + name,
              [&](rtnl_link* change) { rtnl_link_set_name(change, name.c_str()); });
}

void Rtnl::set_up(const std::string& link) {
  change_link(socket_.get(), link, "set " + link + " up",
              [](rtnl_link* change) { rtnl_link_set_flags(change, IFF_UP); });
}

void Rtnl::set_down(const std::string& link) {
  change_link(socket_.get(), link, "set " + link + " down",
              [](rtnl_link* change) { rtnl_link_unset_flags(change, IFF_UP); });
}

bool Rtnl::is_up(const std::string& link) {
  return (rtnl_link_get_flags(get_link(socket_.get(), link).get()) & IFF_UP) != 0;
}

void Rtnl::add_veth(const std::string& near_name, const std::string& far_name,
                    const NetNamespace& far) {
  const Link link(rtnl_link_veth_alloc());
  rtnl_link_set_name(link.get(), near_name.c_str());
  rtnl_link* peer = rtnl_link_veth_get_peer(link.get());
  rtnl_link_set_name(peer, far_name.c_str());
  rtnl_link_set_ns_fd(peer, far.fd());
  const int result = rtnl_link_add(socket_.get(), link.get(), NLM_F_CREATE | NLM_F_EXCL);
  rtnl_link_put(peer);
  check_nl("create veth pair " + near_name + " and " + far_name, result);
}

void Rtnl::add_bridge(const std::string& name) {
  const Link bridge(rtnl_link_bridge_alloc());
  rtnl_link_set_name(bridge.get(), name.c_str());
  check_nl("create bridge " + name,
           rtnl_link_add(socket_.get(), bridge.get(), NLM_F_CREATE | NLM_F_EXCL));
}

void Rtnl::add_to_bridge(const std::string& link, const std::string& bridge) {
  const std::uint32_t master = index_of(bridge);
  change_link(socket_.get(), link, "add " + link + " to bridge " + bridge,
              [&](rtnl_link* change) { rtnl_link_set_master(change, static_cast<int>(master)); });
}

void Rtnl::add_address(const std::string& link, const std::string& address) {
  const LinkAddress entry(rtnl_addr_alloc());
  rtnl_addr_set_ifindex(entry.get(), static_cast<int>(index_of(link)));
  check_nl("set address " + address,
           rtnl_addr_set_local(entry.get(), parse_address(address).get()));
  check_nl("add address " + address + " to " + link, rtnl_addr_add(socket_.get(), entry.get(), 0));
}

void Rtnl::add_neighbour(const std::string& link, const std::string& address,
                         const HardwareAddress& hardware_address) {
  const Neighbour entry(rtnl_neigh_alloc());
  const Address mac(nl_addr_build(AF_LLC, hardware_address.data(), hardware_address.size()));
  rtnl_neigh_set_ifindex(entry.get(), static_cast<int>(index_of(link)));
  rtnl_neigh_set_dst(entry.get(), parse_address(address).get());
  rtnl_neigh_set_lladdr(entry.get(), mac.get());
  rtnl_neigh_set_state(entry.get(), NUD_PERMANENT);
  check_nl("add neighbour " + address + " on " + link,
           rtnl_neigh_add(socket_.get(), entry.get(), NLM_F_CREATE));
}

void Rtnl::set_hardware_address(const std::string& link, const HardwareAddress& address) {
  const Address mac(nl_addr_build(AF_LLC, address.data(), address.size()));
  change_link(socket_.get(), link, "set the hardware address of " + link,
              [&](rtnl_link* change) { rtnl_link_set_addr(change, mac.get()); });
}

// libnl-route does not know this discipline.
void Rtnl::pace(const std::string& link) {
  NlMessage message(nlmsg_alloc_simple(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE));
  if (!message) throw std::bad_alloc();
  tcmsg root{};
  root.tcm_family = AF_UNSPEC;
  root.tcm_ifindex = static_cast<int>(index_of(link));
  root.tcm_parent = TC_H_ROOT;
  nlmsg_append(message.get(), &root, sizeof root, NLMSG_ALIGNTO);
  nla_put_string(message.get(), TCA_KIND, "fq");
  nlattr* options = nla_nest_start(message.get(), TCA_OPTIONS);
  nla_put_u32(message.get(), TCA_FQ_PLIMIT, kMostPaced);
  nla_put_u32(message.get(), TCA_FQ_FLOW_PLIMIT, kMostPacedOfFlow);
  nla_put_u32(message.get(), TCA_FQ_RATE_ENABLE, 0);  // times, not TCP's rates
  nla_put_u32(message.get(), TCA_FQ_TIMER_SLACK, 0);
  nla_nest_end(message.get(), options);
  check_nl("pace " + link, nl_send_sync(socket_.get(), message.release()));
}

}  // namespace keyrace
