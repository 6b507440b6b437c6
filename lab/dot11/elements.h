// The elements of management frames, and the SSID among them. Called by verify on beacons, probe
// responses and association requests. Arrow: capture -> verify. IEEE 802.11-2020, 9.4.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "lab/dot11/bytes.h"

namespace keyrace {

constexpr std::uint8_t kElementSsid = 0;
constexpr std::uint8_t kElementRsn = 48;
constexpr std::uint8_t kElementVendor = 221;

// Behind the fixed fields of a management frame's body. Nothing: a subtype whose elements are not
// looked at, or a body that is too short.
std::optional<ByteSpan> elements_of(std::uint8_t subtype, ByteSpan body);

// | ID (1) | length (1) | value |; calls back with ID and value for each that is whole, and stops
// when `each` answers true.
template <typename Each>
void for_each_element(ByteSpan elements, Each each) {
  while (elements.size() >= 2) {
    const std::size_t length = elements[1];
    if (length > elements.size() - 2) return;
    if (each(elements[0], elements.subspan(2, length))) return;
    elements = elements.subspan(2 + length);
  }
}

// Nothing: none, or a hidden one (empty, or zeros in its place).
std::optional<std::string> ssid_of(ByteSpan elements);

}  // namespace keyrace
