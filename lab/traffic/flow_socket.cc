#include "lab/traffic/flow_socket.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

constexpr std::uint32_t kFirstPort = 7000;

}  // namespace

sockaddr_in any_flow_address(std::uint32_t number) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(static_cast<std::uint16_t>(kFirstPort + number));
  result.sin_addr.s_addr = htonl(INADDR_ANY);
  return result;
}

sockaddr_in flow_address(const std::string& address, std::uint32_t number) {
  sockaddr_in result = any_flow_address(number);
  inet_pton(AF_INET, address.c_str(), &result.sin_addr);
  return result;
}

const sockaddr* generic(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

UniqueFd flow_socket(const NetNamespace& network, int type) {
  const NetNamespace::Scope scope(network);
  return UniqueFd(
      check("open a flow's socket", socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)));
}

}  // namespace keyrace
