// The generic netlink interface of mac80211_hwsim. It has no installed header; the numbers are
// those of Linux 7.3, drivers/net/wireless/virtual/mac80211_hwsim.h, and only ever grow (6.1 has
// the same).
#pragma once

#include <cstdint>

namespace keyrace::hwsim {

inline constexpr char kFamily[] = "MAC80211_HWSIM";

enum Command : std::uint8_t {
  kNewRadio = 4,
  kDelRadio = 5,
};

enum Attribute : int {
  kChannels = 9,    // u32
  kRadioId = 10,    // u32
  kRadioName = 17,  // string without NUL, becomes the wiphy's name
  kPermAddr = 22,   // 6 octets
};

}  // namespace keyrace::hwsim
