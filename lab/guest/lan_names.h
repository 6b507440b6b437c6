// Names and addresses of the wired side, in one place: the bridge belongs to the AP's namespace,
// the PC has its own, and so has the RADIUS server, on a link of its own: what it and the AP say to
// each other is no traffic of the LAN.
#pragma once

#include <cstdint>
#include <string>

#include "emulator/netlink/hardware_address.h"

namespace keyrace::lan_name {

inline constexpr char kBridge[] = "lan.br";
inline constexpr char kBridgePort[] = "lan.port";
inline constexpr char kPc[] = "lan.pc";

inline constexpr char kPcAddress[] = "10.77.0.1";
inline constexpr char kBroadcastAddress[] = "10.77.0.255";
inline std::string sta_address(std::size_t index) {
  return "10.77.0." + std::to_string(10 + index);
}

inline constexpr char kRadius[] = "radius";
inline constexpr char kRadiusPort[] = "radius.ap";  // the AP's end
inline constexpr char kRadiusAddress[] = "10.78.0.1";
inline constexpr char kRadiusPortAddress[] = "10.78.0.2";

// Locally administered, so that they are nobody's, and telling in a capture.
inline constexpr HardwareAddress kPcMac{0x02, 0, 0, 0, 0, 0xcc};
inline constexpr HardwareAddress kBridgePortMac{0x02, 0, 0, 0, 0, 0xcd};
inline constexpr HardwareAddress kRadiusMac{0x02, 0, 0, 0, 0, 0xce};
inline constexpr HardwareAddress kRadiusPortMac{0x02, 0, 0, 0, 0, 0xcf};
inline constexpr HardwareAddress kApMac{0x02, 0, 0, 0, 0, 0xa0};
inline HardwareAddress sta_mac(std::size_t index) {
  return {0x02, 0, 0, 0, 0x01, static_cast<std::uint8_t>(index)};
}

}  // namespace keyrace::lan_name
