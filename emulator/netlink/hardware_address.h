// Six octets in transmission order, as netlink carries them. lab/ has the richer MacAddress.
#pragma once

#include <array>
#include <cstdint>

namespace keyrace {

using HardwareAddress = std::array<std::uint8_t, 6>;

}  // namespace keyrace
