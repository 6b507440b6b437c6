// The addresses and sockets of a flow's two ends. Called by UdpFlow and TcpFlow.
#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <string>

#include "emulator/sys/net_namespace.h"
#include "emulator/sys/unique_fd.h"

namespace keyrace {

// The receiver of flow `number` at this IPv4 address: each flow has a port of its own.
sockaddr_in flow_address(const std::string& address, std::uint32_t number);
// The same at whatever address a packet came for.
sockaddr_in any_flow_address(std::uint32_t number);
const sockaddr* generic(const sockaddr_in& address);

// type: SOCK_DGRAM or SOCK_STREAM; non-blocking. Throws SystemError.
UniqueFd flow_socket(const NetNamespace& network, int type);

}  // namespace keyrace
