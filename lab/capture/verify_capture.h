// The whole way of a capture: its frames read, opened many at once, and judged in order. Called by
// `keyrace verify`. Arrow: capture + given keys -> findings, verdicts.
#pragma once

#include <functional>

#include "lab/capture/capture_walk.h"
#include "lab/verify/air_frame_reader.h"

namespace keyrace {

struct VerifyOptions {
  CaptureListener* listener = nullptr;
  std::function<void(const CapturedPacket&)> on_packet =
      nullptr;  // each, before its frame is judged
  unsigned threads = 1;
};

// What is found does not depend on the number of threads. Throws CaptureError.
CaptureFindings verify_capture(AirFrameReader& reader, const GivenKeys& given,
                               const VerifyOptions& options);

}  // namespace keyrace
