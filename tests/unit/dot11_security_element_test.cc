// RSN and WPA elements: whole, cut where the standard allows it and where it does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "lab/dot11/elements.h"
#include "lab/dot11/hex.h"
#include "lab/dot11/security_element.h"

namespace keyrace {
namespace {

using testing::ElementsAre;
using Octets = std::vector<std::uint8_t>;

Octets octets(std::string_view hex) {
  return parse_hex(hex).value();
}

// Group TKIP; pairwise CCMP, TKIP; AKMs PSK, PSK-SHA256; MFPC; a PMKID; BIP-CMAC-128.
constexpr std::string_view kRsn =
    "0100"
    "000fac02"
    "0200"
    "000fac04"
    "000fac02"
    "0200"
    "000fac02"
    "000fac06"
    "8000"
    "0100"
    "00112233445566778899aabbccddeeff"
    "000fac06";

constexpr std::string_view kWpa =
    "0050f201"
    "0100"
    "0050f202"
    "0100"
    "0050f202"
    "0100"
    "0050f202";

TEST(SecurityElement, ReadsEveryFieldOfRsn) {
  const auto element = parse_rsn_element(octets(kRsn));
  ASSERT_TRUE(element) << element.error;
  EXPECT_EQ(element->protocol, SecurityProtocol::kRsn);
  EXPECT_EQ(element->group, CipherSuite::kTkip);
  EXPECT_THAT(element->pairwise, ElementsAre(CipherSuite::kCcmp, CipherSuite::kTkip));
  EXPECT_THAT(element->akms, ElementsAre(Akm::kPsk, Akm::kPskSha256));
  EXPECT_EQ(element->capabilities, 0x0080);
  EXPECT_TRUE(element->management_frame_protection());
  EXPECT_EQ(element->group_management, CipherSuite::kBipCmac128);
}

// Whole fields may be missing at the end; the rest has its defaults. Any other end is malformed.
TEST(SecurityElement, EveryTruncationOfRsnIsADefaultOrMalformed) {
  const Octets whole = octets(kRsn);
  const std::vector<std::size_t> field_ends{2, 6, 16, 26, 28, 46, 50};
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const auto element = parse_rsn_element(ByteSpan(whole).first(size));
    const bool legal = std::ranges::count(field_ends, size) != 0;
    ASSERT_EQ(static_cast<bool>(element), legal) << size;
    if (!legal) {
      EXPECT_EQ(element.error,
                size < 2 ? "RSN element: version is not 1" : "RSN element: a field is cut short");
      continue;
    }
    EXPECT_EQ(element->group, size < 6 ? CipherSuite::kCcmp : CipherSuite::kTkip) << size;
    EXPECT_EQ(element->pairwise.size(), size < 16 ? 1U : 2U) << size;
    EXPECT_EQ(element->pairwise[0], CipherSuite::kCcmp) << size;
    EXPECT_EQ(element->akms[0], size < 26 ? Akm::k8021x : Akm::kPsk) << size;
    EXPECT_EQ(element->management_frame_protection(), size >= 28) << size;
    EXPECT_EQ(element->group_management.has_value(), size == 50) << size;
  }
}

TEST(SecurityElement, ReadsWpaAndItsDefaults) {
  const Octets whole = octets(kWpa);
  const std::vector<std::size_t> field_ends{6, 10, 16, 22};
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const auto element = parse_wpa_element(ByteSpan(whole).first(size));
    ASSERT_EQ(static_cast<bool>(element), std::ranges::count(field_ends, size) != 0) << size;
    if (!element) continue;
    EXPECT_EQ(element->protocol, SecurityProtocol::kWpa);
    EXPECT_EQ(element->group, CipherSuite::kTkip);
    EXPECT_THAT(element->pairwise, ElementsAre(CipherSuite::kTkip));
    EXPECT_THAT(element->akms, ElementsAre(size < 22 ? Akm::k8021x : Akm::kPsk)) << size;
  }
}

TEST(SecurityElement, WhatFollowsItsLastFieldIsIgnored) {
  EXPECT_TRUE(parse_rsn_element(octets(std::string(kRsn) + "00")));
  EXPECT_TRUE(parse_wpa_element(octets(std::string(kWpa) + "0000")));  // WPA capabilities
}

TEST(SecurityElement, NamesWhatIsMalformed) {
  EXPECT_EQ(parse_rsn_element(octets("0200")).error, "RSN element: version is not 1");
  EXPECT_EQ(parse_rsn_element(octets("0100"
                                     "000fac04"
                                     "ffff"
                                     "000fac04"))
                .error,
            "RSN element: a field is cut short");
  EXPECT_EQ(parse_wpa_element(octets("0050f2010200")).error, "WPA element: version is not 1");
  EXPECT_EQ(parse_wpa_element(octets("0050f2020101")).error,
            "WPA element: not of type 00-50-F2 1");  // WMM
  EXPECT_EQ(parse_wpa_element(octets("0050f2")).error, "WPA element: not of type 00-50-F2 1");
}

TEST(SecurityElement, EachSuiteHasItsMeaning) {
  struct Case {
    const char* suite;
    const char* cipher;
    const char* akm;
  };
  for (const Case& c : {
           Case{"000fac00", "the group cipher", "other"},
           Case{"000fac01", "WEP-40", "802.1X"},
           Case{"000fac02", "TKIP", "PSK"},
           Case{"000fac03", "other", "FT-802.1X"},
           Case{"000fac04", "CCMP", "FT-PSK"},
           Case{"000fac05", "WEP-104", "802.1X-SHA256"},
           Case{"000fac06", "BIP-CMAC-128", "PSK-SHA256"},
           Case{"000fac07", "no group traffic", "other"},
           Case{"000fac08", "GCMP", "SAE"},
           Case{"000fac09", "GCMP-256", "FT-SAE"},
           Case{"000fac0a", "CCMP-256", "other"},
           Case{"000fac0b", "BIP-GMAC-128", "802.1X-SuiteB"},
           Case{"000fac0c", "BIP-GMAC-256", "802.1X-SuiteB-192"},
           Case{"000fac0d", "BIP-CMAC-256", "FT-802.1X-SHA384"},
           Case{"000fac12", "other", "OWE"},
           Case{"000fac18", "other", "SAE-EXT-KEY"},
           Case{"000fac19", "other", "FT-SAE-EXT-KEY"},
           Case{"000facff", "other", "other"},
           Case{"0050f202", "other", "other"},  // WPA's suite in an RSN element
       }) {
    const std::string suite(c.suite);
    const auto element =
        parse_rsn_element(octets("0100" + suite + "0100" + suite + "0100" + suite));
    ASSERT_TRUE(element) << c.suite;
    EXPECT_STREQ(to_string(element->group), c.cipher) << c.suite;
    EXPECT_STREQ(to_string(element->pairwise[0]), c.cipher) << c.suite;
    EXPECT_STREQ(to_string(element->akms[0]), c.akm) << c.suite;
  }
}

TEST(SecurityElement, OfWpaKnowsWpasSuitesOnly) {
  for (const char* suite : {"0050f206", "0050f212", "000fac02"}) {
    const std::string list = std::string("0100") + suite;
    const auto element =
        parse_wpa_element(octets(std::string("0050f2010100") + suite + list + list));
    ASSERT_TRUE(element) << suite;
    EXPECT_EQ(element->group, CipherSuite::kOther) << suite;
    EXPECT_EQ(element->akms[0], Akm::kOther) << suite;
  }
}

std::string listed(std::uint8_t id, std::string_view hex) {
  const Octets head{id, static_cast<std::uint8_t>(hex.size() / 2)};
  return to_hex(head) + std::string(hex);
}

TEST(SecurityElement, RsnIsPreferredWhereverItStands) {
  const std::string rsn = listed(kElementRsn, kRsn);
  const std::string wpa = listed(kElementVendor, kWpa);
  const std::string wmm = listed(kElementVendor, "0050f2020101");
  for (const std::string& list : {wmm + wpa + rsn, rsn + wpa, "000161" + rsn}) {
    const auto element = find_security_element(octets(list));
    ASSERT_TRUE(element) << list;
    EXPECT_EQ(element->protocol, SecurityProtocol::kRsn) << list;
  }
  EXPECT_EQ(find_security_element(octets(wmm + wpa))->protocol, SecurityProtocol::kWpa);
}

TEST(SecurityElement, WhatIsMalformedIsNotFound) {
  const std::string bad_rsn = listed(kElementRsn, "0200");
  EXPECT_FALSE(find_security_element(octets(bad_rsn)));
  EXPECT_EQ(find_security_element(octets(bad_rsn + listed(kElementVendor, kWpa)))->protocol,
            SecurityProtocol::kWpa);
  EXPECT_FALSE(find_security_element(octets("000161")));
  EXPECT_FALSE(find_security_element(octets("3014" + std::string(kRsn).substr(0, 30))));
  EXPECT_FALSE(find_security_element({}));
}

}  // namespace
}  // namespace keyrace
