// What an AP offers and a STA asks for: the RSN element, and WPA's vendor element before it. Called
// by verify on beacons, probe responses, (re)association requests, and the key data of 2/4 and 3/4.
// Arrow: capture -> verify. IEEE 802.11-2020, 9.4.2.24; WPA's is laid out alike.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "lab/dot11/bytes.h"
#include "lab/dot11/parsed.h"

namespace keyrace {

enum class SecurityProtocol { kWpa, kRsn };

enum class CipherSuite {
  kUseGroup,
  kWep40,
  kTkip,
  kCcmp,
  kWep104,
  kBipCmac128,
  kNoGroupTraffic,
  kGcmp,
  kGcmp256,
  kCcmp256,
  kBipGmac128,
  kBipGmac256,
  kBipCmac256,
  kOther,
};

enum class Akm {
  k8021x,
  kPsk,
  kFt8021x,
  kFtPsk,
  k8021xSha256,
  kPskSha256,
  kSae,
  kFtSae,
  k8021xSuiteB,
  k8021xSuiteB192,
  kFt8021xSha384,
  kOwe,
  kSaeExtKey,  // SAE with groups of any size
  kFtSaeExtKey,
  kOther,
};

const char* to_string(SecurityProtocol protocol);  // "WPA", "RSN"
const char* to_string(CipherSuite cipher);         // "TKIP", "CCMP", "GCMP-256"
const char* to_string(Akm akm);                    // "PSK", "802.1X", "FT-PSK", "PSK-SHA256"

// Whether the PTK comes of FT's key hierarchy (IEEE 802.11-2020, 12.7.1.6) instead of a PMK.
bool is_ft(Akm akm);

// Fields that an element leaves out have the standard's defaults.
struct SecurityElement {
  SecurityProtocol protocol = SecurityProtocol::kRsn;
  CipherSuite group = CipherSuite::kCcmp;
  std::vector<CipherSuite> pairwise{};
  std::vector<Akm> akms{};
  std::uint16_t capabilities = 0;                 // RSN capabilities; 0 in WPA
  std::optional<CipherSuite> group_management{};  // where the element names one

  bool management_frame_protection() const { return (capabilities & 0x0080) != 0; }  // MFPC
};

// body: behind ID and length.
Parsed<SecurityElement> parse_rsn_element(ByteSpan body);
Parsed<SecurityElement> parse_wpa_element(ByteSpan body);  // from the OUI on

// Of a list of elements: the RSN element, else WPA's. nullopt: neither, or not well-formed.
std::optional<SecurityElement> find_security_element(ByteSpan elements);

}  // namespace keyrace
