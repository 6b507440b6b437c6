#include "lab/dot11/security_element.h"

#include <algorithm>
#include <array>

#include "lab/dot11/elements.h"

namespace keyrace {
namespace {

using Result = Parsed<SecurityElement>;

constexpr std::uint32_t kOuiRsn = 0x000fac;
constexpr std::uint32_t kOuiWpa = 0x0050f2;
constexpr std::array<std::uint8_t, 4> kWpaType{0x00, 0x50, 0xf2, 0x01};

constexpr std::uint32_t oui_of(SecurityProtocol protocol) {
  return protocol == SecurityProtocol::kRsn ? kOuiRsn : kOuiWpa;
}

// Table 9-149, by suite type.
constexpr std::array kRsnCiphers{
    CipherSuite::kUseGroup,   CipherSuite::kWep40,          CipherSuite::kTkip,
    CipherSuite::kOther,      CipherSuite::kCcmp,           CipherSuite::kWep104,
    CipherSuite::kBipCmac128, CipherSuite::kNoGroupTraffic, CipherSuite::kGcmp,
    CipherSuite::kGcmp256,    CipherSuite::kCcmp256,        CipherSuite::kBipGmac128,
    CipherSuite::kBipGmac256, CipherSuite::kBipCmac256,
};
constexpr std::size_t kWpaCiphers = 6;  // the first ones mean the same in WPA

constexpr std::size_t kWpaAkms = 3;  // the first suite types mean the same in WPA

// | OUI (3) | suite type (1) |
struct Suite {
  std::uint32_t oui = 0;
  std::uint8_t type = 0;
};

CipherSuite cipher_of(SecurityProtocol protocol, Suite suite) {
  const std::size_t known = protocol == SecurityProtocol::kRsn ? kRsnCiphers.size() : kWpaCiphers;
  if (suite.oui != oui_of(protocol) || suite.type >= known) return CipherSuite::kOther;
  return kRsnCiphers[suite.type];
}

// Table 9-151; 24 and 25 are of IEEE 802.11-2024.
Akm akm_of(SecurityProtocol protocol, Suite suite) {
  if (suite.oui != oui_of(protocol)) return Akm::kOther;
  if (protocol == SecurityProtocol::kWpa && suite.type >= kWpaAkms) return Akm::kOther;
  switch (suite.type) {
    case 1:
      return Akm::k8021x;
    case 2:
      return Akm::kPsk;
    case 3:
      return Akm::kFt8021x;
    case 4:
      return Akm::kFtPsk;
    case 5:
      return Akm::k8021xSha256;
    case 6:
      return Akm::kPskSha256;
    case 8:
      return Akm::kSae;
    case 9:
      return Akm::kFtSae;
    case 11:
      return Akm::k8021xSuiteB;
    case 12:
      return Akm::k8021xSuiteB192;
    case 13:
      return Akm::kFt8021xSha384;
    case 18:
      return Akm::kOwe;
    case 24:
      return Akm::kSaeExtKey;
    case 25:
      return Akm::kFtSaeExtKey;
  }
  return Akm::kOther;
}

// Takes fields off the element. One that is not there is no error, one that is cut short is.
class FieldReader {
 public:
  explicit FieldReader(ByteSpan rest) : rest_(rest) {}

  bool malformed() const { return malformed_; }

  std::optional<std::uint16_t> number() {
    if (!take(2)) return std::nullopt;
    return load_le<std::uint16_t>(field_, 0);
  }

  std::optional<Suite> suite() {
    if (!take(4)) return std::nullopt;
    return Suite{load_be<std::uint32_t>(field_, 0) >> 8, field_[3]};
  }

  // | count (2) | count times `size` octets |
  std::optional<std::uint16_t> count(std::size_t size) {
    const auto count = number();
    if (count && rest_.size() < *count * size) malformed_ = true;
    return malformed_ ? std::nullopt : count;
  }

  void skip(std::size_t octets) { take(octets); }

 private:
  bool take(std::size_t octets) {
    if (malformed_ || rest_.empty()) return false;
    malformed_ = rest_.size() < octets;
    if (malformed_) return false;
    field_ = rest_.first(octets);
    rest_ = rest_.subspan(octets);
    return true;
  }

  ByteSpan rest_;
  ByteSpan field_;
  bool malformed_ = false;
};

// A list that is not there, or names none, leaves the default.
template <class T>
void read_suites(FieldReader& fields, SecurityProtocol protocol,
                 T (*meaning)(SecurityProtocol, Suite), std::vector<T>& suites) {
  const auto count = fields.count(4);
  if (!count || *count == 0) return;
  suites.clear();
  for (std::uint16_t i = 0; i < *count; ++i) suites.push_back(meaning(protocol, *fields.suite()));
}

// | version = 1 (2) | group cipher (4) | pairwise ciphers: count (2), 4 each | AKMs: count (2), 4
// each | RSN capabilities (2) | PMKIDs: count (2), 16 each | group management cipher (4) |
// Everything behind the version may be missing from some field on. WPA's ends with the AKMs.
Result parse(SecurityProtocol protocol, ByteSpan body, std::string_view bad_version,
             std::string_view cut_short) {
  FieldReader fields(body);
  if (fields.number() != 1) return Result::malformed(bad_version);
  const CipherSuite common =
      protocol == SecurityProtocol::kRsn ? CipherSuite::kCcmp : CipherSuite::kTkip;
  SecurityElement element{protocol, common, {common}, {Akm::k8021x}};
  if (const auto suite = fields.suite()) element.group = cipher_of(protocol, *suite);
  read_suites(fields, protocol, cipher_of, element.pairwise);
  read_suites(fields, protocol, akm_of, element.akms);
  if (protocol == SecurityProtocol::kRsn) {
    element.capabilities = fields.number().value_or(0);
    if (const auto pmkids = fields.count(16)) fields.skip(*pmkids * std::size_t{16});
    if (const auto suite = fields.suite()) element.group_management = cipher_of(protocol, *suite);
  }
  if (fields.malformed()) return Result::malformed(cut_short);
  return element;
}

}  // namespace

const char* to_string(SecurityProtocol protocol) {
  switch (protocol) {
    case SecurityProtocol::kWpa:
      return "WPA";
    case SecurityProtocol::kRsn:
      return "RSN";
  }
  return "";
}

const char* to_string(CipherSuite cipher) {
  switch (cipher) {
    case CipherSuite::kUseGroup:
      return "the group cipher";
    case CipherSuite::kWep40:
      return "WEP-40";
    case CipherSuite::kTkip:
      return "TKIP";
    case CipherSuite::kCcmp:
      return "CCMP";
    case CipherSuite::kWep104:
      return "WEP-104";
    case CipherSuite::kBipCmac128:
      return "BIP-CMAC-128";
    case CipherSuite::kNoGroupTraffic:
      return "no group traffic";
    case CipherSuite::kGcmp:
      return "GCMP";
    case CipherSuite::kGcmp256:
      return "GCMP-256";
    case CipherSuite::kCcmp256:
      return "CCMP-256";
    case CipherSuite::kBipGmac128:
      return "BIP-GMAC-128";
    case CipherSuite::kBipGmac256:
      return "BIP-GMAC-256";
    case CipherSuite::kBipCmac256:
      return "BIP-CMAC-256";
    case CipherSuite::kOther:
      return "other";
  }
  return "";
}

const char* to_string(Akm akm) {
  switch (akm) {
    case Akm::k8021x:
      return "802.1X";
    case Akm::kPsk:
      return "PSK";
    case Akm::kFt8021x:
      return "FT-802.1X";
    case Akm::kFtPsk:
      return "FT-PSK";
    case Akm::k8021xSha256:
      return "802.1X-SHA256";
    case Akm::kPskSha256:
      return "PSK-SHA256";
    case Akm::kSae:
      return "SAE";
    case Akm::kFtSae:
      return "FT-SAE";
    case Akm::k8021xSuiteB:
      return "802.1X-SuiteB";
    case Akm::k8021xSuiteB192:
      return "802.1X-SuiteB-192";
    case Akm::kFt8021xSha384:
      return "FT-802.1X-SHA384";
    case Akm::kOwe:
      return "OWE";
    case Akm::kSaeExtKey:
      return "SAE-EXT-KEY";
    case Akm::kFtSaeExtKey:
      return "FT-SAE-EXT-KEY";
    case Akm::kOther:
      return "other";
  }
  return "";
}

bool is_ft(Akm akm) {
  switch (akm) {
    case Akm::kFt8021x:
    case Akm::kFtPsk:
    case Akm::kFtSae:
    case Akm::kFt8021xSha384:
    case Akm::kFtSaeExtKey:
      return true;
    case Akm::k8021x:
    case Akm::kPsk:
    case Akm::k8021xSha256:
    case Akm::kPskSha256:
    case Akm::kSae:
    case Akm::k8021xSuiteB:
    case Akm::k8021xSuiteB192:
    case Akm::kOwe:
    case Akm::kSaeExtKey:
    case Akm::kOther:
      return false;
  }
  return false;
}

Parsed<SecurityElement> parse_rsn_element(ByteSpan body) {
  return parse(SecurityProtocol::kRsn, body, "RSN element: version is not 1",
               "RSN element: a field is cut short");
}

Parsed<SecurityElement> parse_wpa_element(ByteSpan body) {
  if (body.size() < kWpaType.size() || !std::ranges::equal(body.first(kWpaType.size()), kWpaType)) {
    return Result::malformed("WPA element: not of type 00-50-F2 1");
  }
  return parse(SecurityProtocol::kWpa, body.subspan(kWpaType.size()),
               "WPA element: version is not 1", "WPA element: a field is cut short");
}

std::optional<SecurityElement> find_security_element(ByteSpan elements) {
  std::optional<SecurityElement> wpa;
  while (const auto element = take_element(elements)) {
    if (element->id == kElementRsn) {
      if (auto rsn = parse_rsn_element(element->value)) return std::move(rsn.value);
    }
    if (element->id == kElementVendor && !wpa) {
      if (auto parsed = parse_wpa_element(element->value)) wpa = std::move(parsed.value);
    }
  }
  return wpa;
}

}  // namespace keyrace
