// TKIP key mixing: from TK, TA and TSC to the RC4 key of one MPDU. Called by mpdu.
// Arrow: capture -> verify. IEEE 802.11-2020, 12.5.2.5.
#pragma once

#include <array>
#include <cstdint>

#include "lab/dot11/mac_address.h"
#include "lab/tkip/key_material.h"

namespace keyrace {

using Ttak = std::array<std::uint16_t, 5>;     // TTAK0..TTAK4
using WepSeed = std::array<std::uint8_t, 16>;  // the RC4 key

// Depends on the upper 32 bits of the TSC only, so it holds for 65536 MPDUs.
Ttak phase1(const TemporalKey& tk, const MacAddress& ta, std::uint32_t iv32);

WepSeed phase2(const TemporalKey& tk, const Ttak& ttak, std::uint16_t iv16);

}  // namespace keyrace
