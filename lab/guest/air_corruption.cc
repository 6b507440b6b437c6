#include "lab/guest/air_corruption.h"

#include "lab/dot11/crc32.h"
#include "lab/tkip/mpdu.h"

namespace keyrace {
namespace {

bool can_be_mended(const AirRule& rule, const AirFrame& frame) {
  if (!frame.is_protected_data() || frame.header.more_fragments || frame.header.fragment > 0) {
    return false;
  }
  return frame.body.size() > kTkipHeaderLength + kIcvLength && rule.at >= kTkipHeaderLength &&
         rule.at < frame.body.size() - kIcvLength;
}

// What the ICV changes by when the plaintext changes by `mask` at `at`: the CRC of the difference,
// without the constant that every CRC-32 of this length has.
OctetChange mended_icv(const AirRule& rule, const AirFrame& frame) {
  const std::size_t length = frame.body.size() - kTkipHeaderLength - kIcvLength;
  std::vector<std::uint8_t> difference(length);
  const std::uint32_t constant = crc32(difference);
  difference[rule.at - kTkipHeaderLength] = static_cast<std::uint8_t>(rule.mask);
  std::uint32_t icv = crc32(difference) ^ constant;
  OctetChange change{static_cast<std::uint32_t>(frame.body.size() - kIcvLength), {}};
  for (std::size_t i = 0; i < kIcvLength; ++i, icv >>= 8) {
    change.mask.push_back(static_cast<std::uint8_t>(icv));
  }
  return change;
}

}  // namespace

std::vector<OctetChange> corruption(const AirRule& rule, const AirFrame& frame) {
  if (rule.at >= frame.body.size()) return {};
  const OctetChange wrong{rule.at, {static_cast<std::uint8_t>(rule.mask)}};
  switch (rule.icv) {
    case Icv::kKeep:
      return {wrong};
    case Icv::kMend:
      if (!can_be_mended(rule, frame)) return {};
      return {wrong, mended_icv(rule, frame)};
  }
  return {};
}

}  // namespace keyrace
