#include "lab/dot11/elements.h"

#include <algorithm>

namespace keyrace {
namespace {

// Octets before the elements: IEEE 802.11-2020, 9.3.3.
std::optional<std::size_t> fixed_fields(std::uint8_t subtype) {
  switch (subtype) {
    case 0:  // association request: capabilities, listen interval
      return 4;
    case 2:  // reassociation request: these and the current AP
      return 10;
    case 5:  // probe response: timestamp, beacon interval, capabilities
    case 8:  // beacon
      return 12;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<ByteSpan> elements_of(std::uint8_t subtype, ByteSpan body) {
  const auto fixed = fixed_fields(subtype);
  if (!fixed || body.size() < *fixed) return std::nullopt;
  return body.subspan(*fixed);
}

std::optional<std::string> ssid_of(ByteSpan elements) {
  std::optional<std::string> ssid;
  for_each_element(elements, [&](std::uint8_t id, ByteSpan value) {
    if (id != kElementSsid) return false;
    const bool hidden = std::ranges::all_of(value, [](std::uint8_t octet) { return octet == 0; });
    if (!hidden && value.size() <= 32) ssid.emplace(value.begin(), value.end());
    return true;
  });
  return ssid;
}

}  // namespace keyrace
