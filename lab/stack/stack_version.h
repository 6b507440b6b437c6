// What a stack's program says about its version, asked outside of the guest.
#pragma once

#include <string>

namespace keyrace {

// "2.10" for a program whose `-v` answers "hostapd v2.10"; empty where it says nothing of the kind.
std::string stack_version(const std::string& program);

}  // namespace keyrace
