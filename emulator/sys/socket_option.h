// setsockopt with a value of any type, which throws.
#pragma once

#include <sys/socket.h>

#include <string>

#include "emulator/sys/system_error.h"

namespace keyrace {

// name: of the option, for the error: "setsockopt SO_BROADCAST: Operation not permitted".
template <typename Value>
void set_socket_option(int socket, int level, int option, const std::string& name,
                       const Value& value) {
  check("setsockopt " + name, setsockopt(socket, level, option, &value, sizeof value));
}

}  // namespace keyrace
