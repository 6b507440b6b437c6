#include "lab/dot11/link_header.h"

#include <algorithm>

#include "lab/dot11/captured_packet.h"
#include "lab/dot11/radiotap.h"

namespace keyrace {
namespace {

using Result = Parsed<LinkHeader>;

constexpr std::uint32_t kAvsVersion1 = 0x80211001;
constexpr std::uint32_t kAvsVersion2 = 0x80211002;

Result parse_radiotap_header(ByteSpan packet) {
  const Parsed<Radiotap> radiotap = parse_radiotap(packet);
  if (!radiotap) return Result::malformed(radiotap.error);
  LinkHeader header{radiotap->length};
  if (radiotap->flags) header.fcs = radiotap->fcs_at_end();
  header.padded = radiotap->padded();
  header.bad_fcs = radiotap->bad_fcs();
  return header;
}

// | version (4) | length (4) | ... |, big endian
Result parse_avs(ByteSpan packet) {
  constexpr std::size_t kShortest = 64;
  if (packet.size() < 8) return Result::malformed("AVS: fewer than 8 octets");
  const auto version = load_be<std::uint32_t>(packet, 0);
  if (version != kAvsVersion1 && version != kAvsVersion2) {
    return Result::malformed("AVS: version is neither 80211001 nor 80211002");
  }
  const std::size_t length = load_be<std::uint32_t>(packet, 4);
  if (length < kShortest) return Result::malformed("AVS: length is less than 64");
  if (length > packet.size()) {
    return Result::malformed("AVS: length is beyond the end of the packet");
  }
  return LinkHeader{length};
}

// | message code (4) | message length (4) | device (16) | DID, status, length, data: 12 each |,
// in the byte order of the machine that captured. Drivers give AVS under this link type, too.
Result parse_prism(ByteSpan packet) {
  constexpr std::size_t kShortest = 24;
  if (packet.size() < 8) return Result::malformed("Prism: fewer than 8 octets");
  const auto first = load_be<std::uint32_t>(packet, 0);
  if (first == kAvsVersion1 || first == kAvsVersion2) return parse_avs(packet);
  for (const ByteOrder order : {ByteOrder::kLittle, ByteOrder::kBig}) {
    const auto code = load<std::uint32_t>(packet, 0, order);
    if (code != 0x41 && code != 0x44) continue;
    const std::size_t length = load<std::uint32_t>(packet, 4, order);
    if (length < kShortest) return Result::malformed("Prism: length is less than 24");
    if (length > packet.size()) {
      return Result::malformed("Prism: length is beyond the end of the packet");
    }
    return LinkHeader{length};
  }
  return Result::malformed("Prism: message code is neither 41 nor 44");
}

// 802.11-Common: | TSF timer (8) | flags (2): FCS at the end (0), FCS wrong (2) | ... |
Result take_ppi_common(ByteSpan field, LinkHeader header) {
  if (field.size() < 10) return Result::malformed("PPI: 802.11-Common is cut short");
  const auto flags = load_le<std::uint16_t>(field, 8);
  header.fcs = (flags & 0x0001) != 0;
  header.bad_fcs = (flags & 0x0004) != 0;
  return header;
}

// | version = 0 (1) | flags: fields are padded to 4 (0) (1) | length (2) | link type (4) |
// | fields: type (2), length (2), data |, little endian
Result parse_ppi(ByteSpan packet) {
  constexpr std::size_t kFixed = 8;
  constexpr std::uint16_t kCommon = 2;
  if (packet.size() < kFixed) return Result::malformed("PPI: fewer than 8 octets");
  if (packet[0] != 0) return Result::malformed("PPI: version is not 0");
  LinkHeader header{load_le<std::uint16_t>(packet, 2)};
  if (header.length < kFixed) return Result::malformed("PPI: length is less than 8");
  if (header.length > packet.size()) {
    return Result::malformed("PPI: length is beyond the end of the packet");
  }
  if (load_le<std::uint32_t>(packet, 4) != kLinkTypeIeee80211) {
    return Result::malformed("PPI: what it carries is not 802.11");
  }
  const std::size_t align = (packet[1] & 0x01) != 0 ? 4 : 1;
  ByteSpan fields = packet.subspan(kFixed, header.length - kFixed);
  while (fields.size() >= 4) {
    const auto type = load_le<std::uint16_t>(fields, 0);
    const std::size_t length = load_le<std::uint16_t>(fields, 2);
    if (length > fields.size() - 4) return Result::malformed("PPI: a field runs beyond the header");
    if (type == kCommon) return take_ppi_common(fields.subspan(4, length), header);
    const std::size_t padded = (length + align - 1) / align * align;
    fields = fields.subspan(std::min(4 + padded, fields.size()));
  }
  return header;
}

}  // namespace

bool carries_80211(std::uint16_t link_type) {
  switch (link_type) {
    case kLinkTypeIeee80211:
    case kLinkTypePrism:
    case kLinkTypeIeee80211Radiotap:
    case kLinkTypeAvs:
    case kLinkTypePpi:
      return true;
    default:
      return false;
  }
}

std::string wrong_link_type(std::uint16_t link_type) {
  std::string text = "link type ";
  text += std::to_string(link_type);
  if (link_type == kLinkTypeEthernet) text += " (Ethernet)";
  text +=
      " has no 802.11 frames; expected 802.11 (105), Prism (119), radiotap (127), AVS (163) or PPI "
      "(192), which a monitor interface gives";
  return text;
}

Parsed<LinkHeader> parse_link_header(std::uint16_t link_type, ByteSpan packet) {
  switch (link_type) {
    case kLinkTypeIeee80211:
      return LinkHeader{};
    case kLinkTypePrism:
      return parse_prism(packet);
    case kLinkTypeIeee80211Radiotap:
      return parse_radiotap_header(packet);
    case kLinkTypeAvs:
      return parse_avs(packet);
    case kLinkTypePpi:
      return parse_ppi(packet);
    default:
      return Result::malformed("the link type has no 802.11 frames");
  }
}

}  // namespace keyrace
