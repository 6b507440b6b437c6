#include "lab/dot11/elements.h"

#include <algorithm>

namespace keyrace {
namespace {

constexpr std::size_t kLongestSsid = 32;

// capability (2), listen interval (2), reassociation request: current AP (6)
std::optional<std::size_t> fixed_fields(std::uint8_t subtype) {
  switch (subtype) {
    case kAssociationRequest:
      return 4;
    case kReassociationRequest:
      return 10;
    case kProbeResponse:
    case kBeacon:
      return kBeaconFixedFields;
    default:
      return std::nullopt;
  }
}

}  // namespace

// | ID (1) | length (1) | value |
std::optional<Element> take_element(ByteSpan& elements) {
  if (elements.size() < 2) return std::nullopt;
  const std::size_t length = elements[1];
  if (elements.size() - 2 < length) return std::nullopt;
  const Element element{elements[0], elements.subspan(2, length)};
  elements = elements.subspan(2 + length);
  return element;
}

std::optional<ByteSpan> find_element(ByteSpan elements, std::uint8_t id) {
  while (const auto element = take_element(elements)) {
    if (element->id == id) return element->value;
  }
  return std::nullopt;
}

std::optional<ByteSpan> frame_elements(const MacHeader& header, ByteSpan body) {
  if (header.type != FrameType::kManagement || header.protected_frame) return std::nullopt;
  const auto fixed = fixed_fields(header.subtype);
  if (!fixed || body.size() < *fixed) return std::nullopt;
  return body.subspan(*fixed);
}

std::optional<std::string> ssid_in(ByteSpan elements) {
  const auto value = find_element(elements, kElementSsid);
  if (!value || value->size() > kLongestSsid) return std::nullopt;
  const bool hidden = std::ranges::all_of(*value, [](std::uint8_t octet) { return octet == 0; });
  if (hidden) return std::nullopt;
  return std::string(value->begin(), value->end());
}

}  // namespace keyrace
