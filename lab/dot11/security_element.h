// Which ciphers and key management a network offers, or a station asks for: the RSN element and
// WPA's vendor element. Called by verify. Arrow: capture -> verify. IEEE 802.11-2020, 9.4.2.24.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "lab/dot11/bytes.h"
#include "lab/dot11/parsed.h"

namespace keyrace {

enum class SecurityProtocol { kWpa, kRsn };

// Table 9-149.
enum class CipherSuite {
  kUseGroup,
  kWep40,
  kTkip,
  kCcmp,
  kWep104,
  kGcmp,
  kGcmp256,
  kCcmp256,
  kOther,
};

// Table 9-151.
enum class Akm {
  k8021x,
  kPsk,
  kFt8021x,
  kFtPsk,
  k8021xSha256,
  kPskSha256,
  kSae,
  kFtSae,
  kOwe,
  kOther,
};

const char* to_string(SecurityProtocol protocol);  // "RSN"
const char* to_string(CipherSuite cipher);         // "TKIP", "GCMP-256"
const char* to_string(Akm akm);                    // "PSK", "802.1X-SHA256"

struct SecurityElement {
  SecurityProtocol protocol = SecurityProtocol::kRsn;
  CipherSuite group = CipherSuite::kOther;
  std::vector<CipherSuite> pairwise;  // several: an offer
  std::vector<Akm> akms;
};

// body: behind ID and length; of WPA's element, behind OUI and type, too. Fields that are left out
// at the end have the standard's defaults: CCMP (WPA: TKIP) and 802.1X.
Parsed<SecurityElement> parse_rsn_element(ByteSpan body);
Parsed<SecurityElement> parse_wpa_element(ByteSpan body);

// RSN, else WPA; nothing: neither, or malformed. Key data of message 2/4 are elements, too.
std::optional<SecurityElement> find_security_element(ByteSpan elements);

}  // namespace keyrace
