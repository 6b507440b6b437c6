#include "lab/dot11/fcs_detector.h"

#include "lab/tkip/crc32.h"

namespace keyrace {
namespace {

// So many frames in a row don't arrive damaged: there is no FCS.
constexpr std::size_t kEnough = 16;

// IEEE 802.11-2020, 9.2.4.8.
bool is_right(ByteSpan frame) {
  if (frame.size() < kFcsLength) return false;
  const std::size_t length = frame.size() - kFcsLength;
  return load_le<std::uint32_t>(frame, length) == crc32(frame.first(length));
}

}  // namespace

Fcs FcsDetector::check(ByteSpan frame, std::optional<bool> declared) {
  if (right_ == 0 && wrong_ >= kEnough) return Fcs::kAbsent;
  if (is_right(frame)) {
    ++right_;
    return Fcs::kRight;
  }
  ++wrong_;
  return right_ > 0 || declared == true ? Fcs::kWrong : Fcs::kAbsent;
}

}  // namespace keyrace
