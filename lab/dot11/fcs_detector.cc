#include "lab/dot11/fcs_detector.h"

#include "lab/dot11/crc32.h"

namespace keyrace {
namespace {

// Of so many frames one is undamaged, if they have an FCS at all.
constexpr std::size_t kTries = 16;

// A frame has at least 10 octets. Fewer than 4 have no FCS, and the CRC of nothing is 0.
constexpr std::size_t kShortestFrame = 10;

bool ends_with_fcs(ByteSpan frame) {
  const std::size_t length = frame.size() - kFcsLength;
  return load_le<std::uint32_t>(frame, length) == crc32(frame.first(length));
}

}  // namespace

Fcs FcsDetector::check(ByteSpan frame, std::optional<bool> declared) {
  Kind& kind = kinds_[!declared ? 0 : *declared ? 2 : 1];
  if (!kind.seen_right && kind.not_right == kTries) return Fcs::kAbsent;
  if (frame.size() < kShortestFrame + kFcsLength) return Fcs::kAbsent;
  if (ends_with_fcs(frame)) {
    kind.seen_right = true;
    return Fcs::kRight;
  }
  if (!kind.seen_right) ++kind.not_right;
  return kind.seen_right || declared == true ? Fcs::kWrong : Fcs::kAbsent;
}

}  // namespace keyrace
