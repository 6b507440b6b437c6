// What iwd's log says about the kernel that it runs on. Used by the iwd adapter.
#pragma once

#include <string>
#include <vector>

namespace keyrace {

// The options that iwd lists as missing in the kernel, such as "CONFIG_CRYPTO_CMAC", in its order.
// It goes on without some of them and ends itself without others.
std::vector<std::string> options_iwd_misses(const std::string& log);

}  // namespace keyrace
