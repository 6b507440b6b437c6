// A captured frame, taken apart once: what every later step of verify looks at. Arrow: capture ->
// verify.
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "lab/dot11/mac_header.h"

namespace keyrace {

struct AirFrame {
  std::uint64_t n = 0;                // in the capture, from 1
  std::uint64_t t_ns = 0;             // since the epoch
  std::uint32_t captured_length = 0;  // with the link type's header, before any cut
  bool cut = false;                   // by the capture's snap length: the body's end is missing
  MacHeader header;                   // meaningless when malformed
  std::vector<std::uint8_t> body;     // behind the MAC header, without FCS
  std::string malformed;              // why it could not be taken apart; empty: it could

  bool is_data() const { return malformed.empty() && header.is_data_with_body(); }
  bool is_protected_data() const { return is_data() && header.protected_frame; }
  // Nothing: no deauthentication or disassociation that can be read.
  std::optional<std::uint16_t> leaving_reason() const;
};

// One packet with radiotap, as hwsim0 gives it; number and time are the caller's.
AirFrame take_apart_radiotap(ByteSpan packet);

// One frame from Frame Control on, without FCS.
AirFrame take_apart_mpdu(ByteSpan octets);

// The same into a frame that may hold another one, whose memory is used again: its header, body and
// malformed only.
void take_apart_mpdu(ByteSpan octets, AirFrame& frame);

// All frames of a capture, as AirFrameReader reads them. Throws CaptureError.
std::vector<AirFrame> read_air_frames(std::istream& capture, const std::string& name);

}  // namespace keyrace
