// How the stacks' configurations spell what a scenario's network is. Used by the adapters.
#pragma once

#include "lab/scenario/scenario.h"

namespace keyrace {

// IEEE Std 802.11-2020, 17.3.8.4.2: centre frequency of channel n is 2407 MHz + 5 n.
inline int frequency_mhz(int channel) {
  return 2407 + 5 * channel;
}

inline const char* cipher_word(Cipher cipher) {
  return cipher == Cipher::kTkip ? "TKIP" : "CCMP";
}

inline long long whole_seconds(Duration duration) {
  return std::chrono::floor<std::chrono::seconds>(duration).count();
}

}  // namespace keyrace
