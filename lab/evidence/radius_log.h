// radius.pcapng: the RADIUS packets between the AP and its server, as one end of their link had
// them. Captured by the guest, read by report. RFC 2865, 3 (packet format).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace keyrace {

// A packet may have any other code, too.
enum class RadiusCode : std::uint8_t {
  kAccessRequest = 1,
  kAccessAccept = 2,
  kAccessReject = 3,
  kAccessChallenge = 11
};

struct RadiusPacket {
  std::uint64_t n = 0;     // in the capture, from 1
  std::uint64_t t_ns = 0;  // since the epoch
  RadiusCode code = RadiusCode::kAccessRequest;
  std::uint8_t id = 0;
  bool from_ap = false;       // to the server's port, 1812
  std::uint16_t ap_port = 0;  // the UDP port at the AP's end
};

// Of an IPv4 datagram in fragments the first one counts. What is no RADIUS packet is left out.
// Without the file: nothing. Throws CaptureError.
std::vector<RadiusPacket> read_radius_log(const std::string& path);

}  // namespace keyrace
