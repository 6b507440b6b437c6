// What a beacon says about buffered frames, and the association ID by which a STA finds itself in
// it. Called by the report on power save. Arrow: capture -> report.
// IEEE Std 802.11-2020, 9.3.3.2 (beacon), 9.3.3.6 (association response), 9.4.2.5 (TIM).
#pragma once

#include <cstdint>
#include <optional>

#include "lab/dot11/bytes.h"
#include "lab/dot11/mac_header.h"
#include "lab/dot11/parsed.h"

namespace keyrace {

struct Tim {
  std::uint8_t dtim_count = 0;   // beacons until the next DTIM; 0: this is one
  std::uint8_t dtim_period = 1;  // beacons from one DTIM to the next; never 0
  bool group = false;            // group frames follow this beacon
  std::uint16_t first_aid = 0;   // of the bitmap's first bit, a multiple of 16
  ByteSpan bitmap;               // partial virtual bitmap, a view into the beacon

  // Whether there is something for the STA with this AID (1 to 2007).
  bool has(std::uint16_t aid) const;
};

bool is_beacon(const MacHeader& header);

// body: of a beacon, behind the MAC header.
Parsed<Tim> parse_tim(ByteSpan body);

// The AID of an association or reassociation response that grants one. Nothing: another frame, or a
// refusal.
std::optional<std::uint16_t> granted_aid(const MacHeader& header, ByteSpan body);

}  // namespace keyrace
