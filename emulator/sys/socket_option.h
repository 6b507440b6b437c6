// setsockopt with a value of any type, which throws.
#pragma once

#include <sys/socket.h>

#include <string>

#include "emulator/sys/system_error.h"

namespace keyrace {

// Octets of a socket's buffer (SO_RCVBUFFORCE, SO_SNDBUFFORCE) that is emptied in batches. The
// kernel takes memory only for what waits.
inline constexpr int kAmpleBuffer = 64 << 20;

// name: of the option, for the error: "setsockopt SO_BROADCAST: Operation not permitted".
template <typename Value>
void set_socket_option(int socket, int level, int option, const std::string& name,
                       const Value& value) {
  check("setsockopt " + name, setsockopt(socket, level, option, &value, sizeof value));
}

}  // namespace keyrace
