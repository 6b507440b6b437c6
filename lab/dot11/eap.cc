#include "lab/dot11/eap.h"

namespace keyrace {
namespace {

using Result = Parsed<EapPacket>;

constexpr std::size_t kEapolHeader = 4;
constexpr std::size_t kEapHeader = 4;

// | code (1) | identifier (1) | length of all (2, big endian) | type (1) | data |; success and
// failure end with the length.
Result parse_eap(ByteSpan eap) {
  if (eap.size() < kEapHeader) return Result::malformed("EAP: fewer than 4 octets");
  if (eap[0] < 1 || eap[0] > 4) return Result::malformed("EAP: code is not 1 to 4");
  const std::size_t length = load_be<std::uint16_t>(eap, 2);
  if (length < kEapHeader || length > eap.size()) {
    return Result::malformed("EAP: length is not that of a packet in this frame");
  }
  EapPacket packet;
  packet.code = static_cast<EapCode>(eap[0]);
  packet.identifier = eap[1];
  if (packet.code == EapCode::kSuccess || packet.code == EapCode::kFailure) return packet;
  if (length == kEapHeader) return Result::malformed("EAP: request or response without a type");
  packet.method = eap[kEapHeader];
  return packet;
}

}  // namespace

std::string eap_method_name(std::uint8_t method) {
  switch (method) {
    case kEapIdentity:
      return "identity";
    case kEapNotification:
      return "notification";
    case kEapNak:
      return "nak";
    case 4:
      return "MD5";
    case 13:
      return "EAP-TLS";
    case 21:
      return "EAP-TTLS";
    case 25:
      return "PEAP";
    case 26:
      return "MSCHAPv2";
    default:
      return "type " + std::to_string(method);
  }
}

// | protocol version (1) | packet type (1) | body length (2, big endian) | body |
Parsed<EapPacket> parse_eap_packet(ByteSpan eapol) {
  if (eapol.size() < kEapolHeader) return Result::malformed("EAPOL: fewer than 4 octets");
  if (eapol[1] > static_cast<std::uint8_t>(EapolPacketType::kLogoff)) {
    return Result::malformed("EAPOL: type is none of 0 (EAP), 1 (Start) and 2 (Logoff)");
  }
  const auto type = static_cast<EapolPacketType>(eapol[1]);
  if (type != EapolPacketType::kEap) return EapPacket{.type = type};
  const std::size_t length = load_be<std::uint16_t>(eapol, 2);
  if (length > eapol.size() - kEapolHeader) return Result::malformed("EAPOL: body cut short");
  return parse_eap(eapol.subspan(kEapolHeader, length));
}

}  // namespace keyrace
