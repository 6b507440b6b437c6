// EAPOL frames that are no EAPOL-Key: what authenticates a STA with 802.1X before it gets a key,
// and again while it has one. Called by verify on each EAPOL frame. Arrow: capture -> verify. IEEE
// Std 802.1X-2020, 11.3 (EAPOL PDU), RFC 3748, 4 (EAP).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "lab/dot11/bytes.h"
#include "lab/dot11/parsed.h"

namespace keyrace {

enum class EapolPacketType : std::uint8_t { kEap = 0, kStart = 1, kLogoff = 2 };
enum class EapCode : std::uint8_t { kRequest = 1, kResponse = 2, kSuccess = 3, kFailure = 4 };

// EAP method types, RFC 3748, 5, and www.iana.org/assignments/eap-numbers.
constexpr std::uint8_t kEapIdentity = 1;
constexpr std::uint8_t kEapNotification = 2;
constexpr std::uint8_t kEapNak = 3;

// "identity", "nak", "EAP-TLS", "PEAP", "MSCHAPv2"; "type 99" of one that has no name here.
std::string eap_method_name(std::uint8_t method);

struct EapPacket {
  EapolPacketType type = EapolPacketType::kEap;
  // The next three are those of kEap.
  EapCode code = EapCode::kRequest;
  std::uint8_t identifier = 0;
  std::optional<std::uint8_t> method{};  // of requests and responses

  // A request or response with this method type.
  bool is(EapCode wanted, std::uint8_t wanted_method) const {
    return type == EapolPacketType::kEap && code == wanted && method == wanted_method;
  }
};

// eapol: from the protocol version on (behind SNAP). Octets behind the EAPOL body (padding) are
// ignored.
Parsed<EapPacket> parse_eap_packet(ByteSpan eapol);

}  // namespace keyrace
