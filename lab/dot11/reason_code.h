// Why a station left: the reason codes of deauthentication and disassociation, with their names.
// Arrow: capture -> report. IEEE 802.11-2020, 9.4.1.7, Table 9-49.
#pragma once

#include <cstdint>
#include <string>

namespace keyrace {

// "reason 15, 4-way handshake timeout"; a code without a name here: "reason 71".
std::string spoken_reason(std::uint16_t reason);

}  // namespace keyrace
