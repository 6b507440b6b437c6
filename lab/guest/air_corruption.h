// Which octets of a frame a rule of the air changes. No key is needed: RC4 and CRC-32 are linear.
#pragma once

#include <vector>

#include "lab/evidence/kernel_log.h"
#include "lab/scenario/scenario.h"
#include "lab/verify/air_frame.h"

namespace keyrace {

// rule: kCorrupt. Empty: the frame has no such octet, or one that a mended ICV can't cover (a
// fragment, no TKIP data, an octet outside of what is encrypted).
std::vector<OctetChange> corruption(const AirRule& rule, const AirFrame& frame);

}  // namespace keyrace
