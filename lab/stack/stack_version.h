// Which build of a stack's program was run, found out outside of the guest.
#pragma once

#include <string>

namespace keyrace {

// "2.10" for a program whose `-v` answers "hostapd v2.10", "2.3" where it answers just that,
// "3.2.1" where it answers "radiusd: FreeRADIUS Version 3.2.1, for host ..."; empty where it says
// nothing of the kind.
std::string stack_version(const std::string& program);

// SHA-256 of the program's file, 64 hexadecimal digits. Throws SystemError.
std::string program_sha256(const std::string& program);

}  // namespace keyrace
