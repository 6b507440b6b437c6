// Which node sent a frame that hwsim0 shows, and so to which interface of the capture it goes:
// hwsim0 shows each frame once, and does not say which radio it is from. Called by LinkCapture, for
// Experiment.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "lab/dot11/bytes.h"
#include "lab/dot11/mac_header.h"

namespace keyrace {

class Transmitters {
 public:
  // The interface of each node's MAC address, and that of frames of nobody that is known.
  Transmitters(std::map<MacAddress, std::uint32_t> interfaces, std::uint32_t others);

  // Of the next frame on the air, with its radiotap header.
  std::uint32_t interface_of(ByteSpan packet);

 private:
  std::map<MacAddress, std::uint32_t> interfaces_;
  std::uint32_t others_;
  std::optional<MacHeader> before_;  // the frame before; absent: it was none
};

}  // namespace keyrace
