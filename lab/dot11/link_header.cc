#include "lab/dot11/link_header.h"

#include "lab/dot11/captured_packet.h"
#include "lab/dot11/radiotap.h"

namespace keyrace {
namespace {

using Result = Parsed<LinkHeader>;

Result header_of(std::size_t length, ByteSpan packet, const char* too_long) {
  if (length > packet.size()) return Result::malformed(too_long);
  return LinkHeader{length, std::nullopt, false};
}

Result radiotap_header(ByteSpan packet) {
  const auto radiotap = parse_radiotap(packet);
  if (!radiotap) return Result::malformed(radiotap.error);
  LinkHeader header{radiotap->length, std::nullopt, radiotap->bad_fcs()};
  if (radiotap->flags) header.fcs = radiotap->fcs_at_end();
  return header;
}

constexpr std::uint32_t kAvsMagic = 0x80211000;  // the last 12 bits: its version

bool is_avs(ByteSpan packet) {
  return packet.size() >= 8 && (load_be<std::uint32_t>(packet, 0) & 0xfffff000) == kAvsMagic;
}

// | magic and version (4) | length (4) | ... |, big endian
Result avs_header(ByteSpan packet) {
  if (!is_avs(packet)) return Result::malformed("AVS: no 80211 at its begin");
  return header_of(load_be<std::uint32_t>(packet, 4), packet, "AVS: length is beyond the packet");
}

// | message code (4) | length (4) | device (16) | items |, in the order of the capturing machine;
// some drivers put AVS under this link type
Result prism_header(ByteSpan packet) {
  constexpr std::uint32_t kMessageCode = 0x00000044;
  if (is_avs(packet)) return avs_header(packet);
  if (packet.size() < 8) return Result::malformed("Prism: fewer than 8 octets");
  for (const ByteOrder order : {ByteOrder::kLittle, ByteOrder::kBig}) {
    const auto code = load<std::uint32_t>(packet, 0, order);
    if ((code & 0xff) != kMessageCode || code > 0xffff) continue;
    return header_of(load<std::uint32_t>(packet, 4, order), packet,
                     "Prism: length is beyond the packet");
  }
  return Result::malformed("Prism: message code is not 44");
}

// | version = 0 (1) | flags (1) | length (2) | link type (4) | fields |, little endian
// field: | type (2) | length (2) | value |; of type 2 (802.11 common): | TSF (8) | flags (2) | ...
// |
Result ppi_header(ByteSpan packet) {
  constexpr std::size_t kFixed = 8, kFieldHead = 4, kFlagsAt = 8;
  constexpr std::uint16_t kCommon = 2;
  if (packet.size() < kFixed) return Result::malformed("PPI: fewer than 8 octets");
  const std::size_t length = load_le<std::uint16_t>(packet, 2);
  if (length < kFixed || length > packet.size()) {
    return Result::malformed("PPI: length is beyond the packet");
  }
  if (load_le<std::uint32_t>(packet, 4) != kLinkTypeIeee80211) {
    return Result::malformed("PPI: what it carries is not 802.11");
  }
  LinkHeader header{length, std::nullopt, false};
  ByteSpan fields = packet.first(length).subspan(kFixed);
  while (fields.size() >= kFieldHead) {
    const std::size_t size = load_le<std::uint16_t>(fields, 2);
    if (size > fields.size() - kFieldHead) return Result::malformed("PPI: a field is cut short");
    if (load_le<std::uint16_t>(fields, 0) == kCommon && size >= kFlagsAt + 2) {
      const auto flags = load_le<std::uint16_t>(fields, kFieldHead + kFlagsAt);
      header.fcs = (flags & 1) != 0;
      header.bad_fcs = (flags & 4) != 0;
    }
    fields = fields.subspan(kFieldHead + size);
  }
  return header;
}

}  // namespace

Parsed<LinkHeader> parse_link_header(std::uint16_t link_type, ByteSpan packet) {
  switch (link_type) {
    case kLinkTypeIeee80211:
      return LinkHeader{};
    case kLinkTypePrism:
      return prism_header(packet);
    case kLinkTypeIeee80211Radiotap:
      return radiotap_header(packet);
    case kLinkTypeAvs:
      return avs_header(packet);
    case kLinkTypePpi:
      return ppi_header(packet);
    default:
      return Result::malformed("its link type is none of 802.11's: 105, 119, 127, 163, 192");
  }
}

}  // namespace keyrace
