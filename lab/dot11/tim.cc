#include "lab/dot11/tim.h"

#include "lab/dot11/elements.h"

namespace keyrace {
namespace {

using Result = Parsed<Tim>;

constexpr std::size_t kTimFixedFields = 3;

// | DTIM count (1) | DTIM period (1) | bitmap control (1) | partial virtual bitmap (1 to 251) |
// bitmap control: | bitmap offset (7-1): half the first octet's number | group traffic (0) |
Result parse_element(ByteSpan element) {
  if (element.size() <= kTimFixedFields) return Result::malformed("TIM: no bitmap");
  Tim tim;
  tim.dtim_count = element[0];
  tim.dtim_period = element[1];
  if (tim.dtim_period == 0) return Result::malformed("TIM: DTIM period is 0");
  tim.group = (element[2] & 0x01) != 0;
  tim.first_aid = static_cast<std::uint16_t>((element[2] & 0xfe) * 8);
  tim.bitmap = element.subspan(kTimFixedFields);
  return tim;
}

}  // namespace

bool Tim::has(std::uint16_t aid) const {
  if (aid < first_aid) return false;
  const std::size_t bit = aid - std::size_t{first_aid};
  return bit / 8 < bitmap.size() && (bitmap[bit / 8] >> (bit % 8) & 1) != 0;
}

bool is_beacon(const MacHeader& header) {
  return header.type == FrameType::kManagement && header.subtype == kBeacon;
}

Parsed<Tim> parse_tim(ByteSpan body) {
  if (body.size() < kBeaconFixedFields) return Result::malformed("beacon: cut short");
  ByteSpan rest = body.subspan(kBeaconFixedFields);
  while (const auto element = take_element(rest)) {
    if (element->id == kElementTim) return parse_element(element->value);
  }
  return Result::malformed(rest.size() < 2 ? "beacon: no TIM" : "beacon: element cut short");
}

// | capability (2) | status (2) | AID (2), its two most significant bits set | elements |
std::optional<std::uint16_t> granted_aid(const MacHeader& header, ByteSpan body) {
  const bool is_response =
      header.type == FrameType::kManagement &&
      (header.subtype == kAssociationResponse || header.subtype == kReassociationResponse);
  if (!is_response || header.protected_frame || body.size() < 6) return std::nullopt;
  if (load_le<std::uint16_t>(body, 2) != 0) return std::nullopt;
  return static_cast<std::uint16_t>(load_le<std::uint16_t>(body, 4) & 0x3fff);
}

}  // namespace keyrace
