// Commands that mend something, as this user would type them. Used by the checks.
#pragma once

#include <string>

#include "lab/doctor/facts.h"

namespace keyrace {

inline std::string as_root(const Facts& facts, const std::string& command) {
  return facts.root ? command : "sudo " + command;
}

inline std::string install(const Facts& facts, const std::string& package) {
  return as_root(facts, "apt-get install " + package);
}

}  // namespace keyrace
