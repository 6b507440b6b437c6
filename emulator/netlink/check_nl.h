// Errors of libnl's calls. Used by everything that speaks netlink.
#pragma once

#include <netlink/errno.h>

#include <string>

#include "emulator/sys/system_error.h"

namespace keyrace {

// Throws SystemError "attempt: reason" for a negative result, which is libnl's own number (NLE_*).
inline void check_nl(const std::string& attempt, int result) {
  if (result < 0) throw SystemError(attempt, nl_geterror(result));
}

}  // namespace keyrace
