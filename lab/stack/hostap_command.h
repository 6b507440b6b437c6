// How hostapd and wpa_supplicant are started, which have these options in common.
#pragma once

#include <string>
#include <vector>

#include "lab/stack/stack.h"

namespace keyrace {

// rest: the program's own options, behind the common ones.
inline std::vector<std::string> hostap_command(const StackContext& context,
                                               const std::string& program,
                                               const std::vector<std::string>& rest) {
  std::vector<std::string> words{program};
  if (context.debug_log) words.push_back("-dK");
  words.push_back("-t");
  words.insert(words.end(), rest.begin(), rest.end());
  return words;
}

}  // namespace keyrace
