// The generic netlink interface of mac80211_hwsim. It has no installed header; the numbers are
// those of Linux 7.3, drivers/net/wireless/virtual/mac80211_hwsim.h, and only ever grow (6.1 has
// the same).
#pragma once

#include <cstdint>

namespace keyrace::hwsim {

inline constexpr char kFamily[] = "MAC80211_HWSIM";

enum Command : std::uint8_t {
  kRegister = 1,
  kFrame = 2,
  kTxInfoFrame = 3,
  kNewRadio = 4,
  kDelRadio = 5,
};

enum Attribute : int {
  kAddrReceiver = 1,          // 6 octets
  kAddrTransmitter = 2,       // 6 octets
  kFrameData = 3,             // HWSIM_ATTR_FRAME
  kFlags = 4,                 // u32
  kRxRate = 5,                // u32, index into the band's rates
  kSignal = 6,                // u32, a negative number of dBm
  kTxInfo = 7,                // struct hwsim_tx_rate {s8 idx; u8 count;} [4]
  kCookie = 8,                // u64
  kChannels = 9,              // u32
  kRadioId = 10,              // u32
  kDestroyRadioOnClose = 16,  // flag
  kRadioName = 17,            // string without NUL, becomes the wiphy's name
  kFreq = 19,                 // u32, MHz
  kPermAddr = 22,             // 6 octets
  kAttributeCount = 32,       // more than there are
};

// enum hwsim_tx_control_flags, bits of kFlags.
inline constexpr std::uint32_t kTxControlNoAck = 1u << 1;
inline constexpr std::uint32_t kTxStatusAck = 1u << 2;

}  // namespace keyrace::hwsim
