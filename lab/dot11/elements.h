// Elements: what management frames and the key data of EAPOL-Key messages are lists of. Called by
// verify, tim, group_key and security_element. Arrow: capture -> verify.
// IEEE 802.11-2020, 9.4.2.1 (format), 9.3.3 (fixed fields before them), 9.4.2.2 (SSID).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "lab/dot11/bytes.h"
#include "lab/dot11/mac_header.h"

namespace keyrace {

constexpr std::uint8_t kElementSsid = 0;
constexpr std::uint8_t kElementTim = 5;
constexpr std::uint8_t kElementRsn = 48;
constexpr std::uint8_t kElementVendor = 0xdd;  // and every KDE

// Timestamp (8), beacon interval (2), capability (2): before the elements, in probe responses, too.
constexpr std::size_t kBeaconFixedFields = 12;

struct Element {
  std::uint8_t id = 0;
  ByteSpan value;  // a view into the list
};

// Takes the first element off the list. nullopt: the list is empty, or its first element is cut
// short and stays in it.
std::optional<Element> take_element(ByteSpan& elements);

// The value of the first element with this ID.
std::optional<ByteSpan> find_element(ByteSpan elements, std::uint8_t id);

// The elements of a beacon, probe response, association or reassociation request. nullopt: another
// frame, or one without its fixed fields. body: behind the MAC header.
std::optional<ByteSpan> frame_elements(const MacHeader& header, ByteSpan body);

// nullopt: no SSID element, or a hidden SSID (empty or all zeros). May be any octets.
std::optional<std::string> ssid_in(ByteSpan elements);

}  // namespace keyrace
