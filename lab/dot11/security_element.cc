#include "lab/dot11/security_element.h"

#include <algorithm>
#include <array>

#include "lab/dot11/elements.h"

namespace keyrace {
namespace {

using Result = Parsed<SecurityElement>;

constexpr std::array<std::uint8_t, 3> kOuiIeee{0x00, 0x0f, 0xac};
constexpr std::array<std::uint8_t, 3> kOuiMicrosoft{0x00, 0x50, 0xf2};
constexpr std::uint8_t kTypeWpa = 1;

CipherSuite cipher_of(std::uint8_t type) {
  switch (type) {
    case 0:
      return CipherSuite::kUseGroup;
    case 1:
      return CipherSuite::kWep40;
    case 2:
      return CipherSuite::kTkip;
    case 4:
      return CipherSuite::kCcmp;
    case 5:
      return CipherSuite::kWep104;
    case 8:
      return CipherSuite::kGcmp;
    case 9:
      return CipherSuite::kGcmp256;
    case 10:
      return CipherSuite::kCcmp256;
    default:
      return CipherSuite::kOther;
  }
}

Akm akm_of(std::uint8_t type) {
  switch (type) {
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
    case 18:
      return Akm::kOwe;
    default:
      return Akm::kOther;
  }
}

// | version = 1 (2) | group cipher (4) | count (2) | pairwise ciphers (4 each) | count (2) |
// | AKMs (4 each) | ...; little endian; a suite is | OUI (3) | type (1) |
class SuiteReader {
 public:
  SuiteReader(ByteSpan body, ByteSpan oui) : body_(body), oui_(oui) {}

  bool at_end() const { return body_.empty(); }
  std::optional<std::uint16_t> number() {
    if (body_.size() < 2) return std::nullopt;
    const auto value = load_le<std::uint16_t>(body_, 0);
    body_ = body_.subspan(2);
    return value;
  }
  // The type; 255 (reserved) with another OUI.
  std::optional<std::uint8_t> suite() {
    if (body_.size() < 4) return std::nullopt;
    const bool ours = std::ranges::equal(body_.first(3), oui_);
    const std::uint8_t type = ours ? body_[3] : std::uint8_t{255};
    body_ = body_.subspan(4);
    return type;
  }

 private:
  ByteSpan body_;
  ByteSpan oui_;
};

template <typename Suite, typename Convert>
bool read_suites(SuiteReader& reader, std::vector<Suite>& out, Convert convert) {
  if (reader.at_end()) return true;  // the default holds
  const auto count = reader.number();
  if (!count) return false;
  out.clear();
  for (std::uint16_t i = 0; i < *count; ++i) {
    const auto suite = reader.suite();
    if (!suite) return false;
    out.push_back(convert(*suite));
  }
  return true;
}

Result parse(SuiteReader reader, SecurityElement element) {
  const auto version = reader.number();
  if (!version) return Result::malformed("security element: fewer than 2 octets");
  if (*version != 1) return Result::malformed("security element: version is not 1");
  if (!reader.at_end()) {
    const auto group = reader.suite();
    if (!group) return Result::malformed("security element: group cipher cut short");
    element.group = cipher_of(*group);
  }
  if (!read_suites(reader, element.pairwise, cipher_of)) {
    return Result::malformed("security element: pairwise ciphers cut short");
  }
  if (!read_suites(reader, element.akms, akm_of)) {
    return Result::malformed("security element: AKMs cut short");
  }
  if (element.pairwise == std::vector{CipherSuite::kUseGroup}) element.pairwise = {element.group};
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
      return "use group cipher";
    case CipherSuite::kWep40:
      return "WEP-40";
    case CipherSuite::kTkip:
      return "TKIP";
    case CipherSuite::kCcmp:
      return "CCMP";
    case CipherSuite::kWep104:
      return "WEP-104";
    case CipherSuite::kGcmp:
      return "GCMP";
    case CipherSuite::kGcmp256:
      return "GCMP-256";
    case CipherSuite::kCcmp256:
      return "CCMP-256";
    case CipherSuite::kOther:
      return "another cipher";
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
    case Akm::kOwe:
      return "OWE";
    case Akm::kOther:
      return "another AKM";
  }
  return "";
}

Result parse_rsn_element(ByteSpan body) {
  return parse(SuiteReader(body, kOuiIeee),
               {SecurityProtocol::kRsn, CipherSuite::kCcmp, {CipherSuite::kCcmp}, {Akm::k8021x}});
}

Result parse_wpa_element(ByteSpan body) {
  return parse(SuiteReader(body, kOuiMicrosoft),
               {SecurityProtocol::kWpa, CipherSuite::kTkip, {CipherSuite::kTkip}, {Akm::k8021x}});
}

std::optional<SecurityElement> find_security_element(ByteSpan elements) {
  std::optional<SecurityElement> rsn, wpa;
  for_each_element(elements, [&](std::uint8_t id, ByteSpan value) {
    if (id == kElementRsn && !rsn) rsn = parse_rsn_element(value).value;
    const bool is_wpa = id == kElementVendor && value.size() > 4 && value[3] == kTypeWpa &&
                        std::ranges::equal(value.first(3), kOuiMicrosoft);
    if (is_wpa && !wpa) wpa = parse_wpa_element(value.subspan(4)).value;
    return false;
  });
  return rsn ? rsn : wpa;
}

}  // namespace keyrace
