// What this machine's own kernel has for engine host, and what it lets this process do. Found out
// by trying, without a trace of it. Called by gather_facts().
#pragma once

#include <string>

namespace keyrace {

// mac80211_hwsim
enum class HwsimDriver { kNone, kNotLoaded, kLoaded };  // kLoaded: or built in

struct HostFacts {
  HwsimDriver driver = HwsimDriver::kNone;
  bool monitor = false;  // hwsim0 is in this network namespace
  std::string trouble;   // the first thing that was refused: "unshare: Operation not permitted"
};

// `trouble` is only asked as root, and where the driver is loaded.
HostFacts look_at_host();

}  // namespace keyrace
