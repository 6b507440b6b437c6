// What stands before a frame under each link type.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "lab/dot11/captured_packet.h"
#include "lab/dot11/hex.h"
#include "lab/dot11/link_header.h"

namespace keyrace {
namespace {

using testing::HasSubstr;
using Octets = std::vector<std::uint8_t>;

Octets octets(std::string_view hex) {
  return parse_hex(hex).value();
}

Octets padded_to(std::size_t size, std::string_view hex) {
  Octets packet = octets(hex);
  packet.resize(size);
  return packet;
}

TEST(LinkHeader, PlainFramesHaveNone) {
  const auto header = parse_link_header(kLinkTypeIeee80211, octets("d400"));
  ASSERT_TRUE(header);
  EXPECT_EQ(header->length, 0U);
  EXPECT_FALSE(header->fcs);
  EXPECT_TRUE(parse_link_header(kLinkTypeIeee80211, {}));
}

TEST(LinkHeader, RadiotapTellsOrDoesNot) {
  const auto silent = parse_link_header(kLinkTypeIeee80211Radiotap, octets("0000080000000000d400"));
  ASSERT_TRUE(silent) << silent.error;
  EXPECT_EQ(silent->length, 8U);
  EXPECT_FALSE(silent->fcs.has_value());
  EXPECT_FALSE(silent->bad_fcs);
  struct Case {
    const char* flags;
    bool fcs, bad;
  };
  for (const Case& c :
       {Case{"00", false, false}, Case{"10", true, false}, Case{"50", true, true}}) {
    const auto header = parse_link_header(kLinkTypeIeee80211Radiotap,
                                          octets(std::string("0000090002000000") + c.flags));
    ASSERT_TRUE(header) << header.error;
    EXPECT_EQ(header->fcs, c.fcs) << c.flags;
    EXPECT_EQ(header->bad_fcs, c.bad) << c.flags;
  }
  EXPECT_EQ(parse_link_header(kLinkTypeIeee80211Radiotap, {}).error,
            "radiotap: fewer than 8 octets");
}

TEST(LinkHeader, PrismIsInEitherByteOrder) {
  for (const char* start : {"4400000090000000", "4100000090000000", "0000004400000090"}) {
    const auto header = parse_link_header(kLinkTypePrism, padded_to(150, start));
    ASSERT_TRUE(header) << start << header.error;
    EXPECT_EQ(header->length, 144U) << start;
    EXPECT_FALSE(header->fcs.has_value()) << start;
  }
}

TEST(LinkHeader, AvsComesUnderTwoLinkTypes) {
  for (const std::uint16_t link_type : {kLinkTypePrism, kLinkTypeAvs}) {
    for (const char* start : {"8021100100000040", "8021100200000040"}) {
      const auto header = parse_link_header(link_type, padded_to(80, start));
      ASSERT_TRUE(header) << start << header.error;
      EXPECT_EQ(header->length, 64U);
      EXPECT_FALSE(header->fcs.has_value());
    }
  }
  EXPECT_FALSE(parse_link_header(kLinkTypeAvs, padded_to(150, "4400000090000000")));
}

// 802.11-Common, its flags `flags`.
std::string common(const std::string& flags) {
  return "02001400" + std::string(16, '0') + flags + std::string(20, '0');
}

TEST(LinkHeader, PpiTellsInItsCommonField) {
  struct Case {
    const char* flags;
    bool fcs, bad;
  };
  for (const Case& c : {Case{"0000", false, false}, Case{"0100", true, false},
                        Case{"0500", true, true}, Case{"0a00", false, false}}) {
    const auto header =
        parse_link_header(kLinkTypePpi, octets("0000200069000000" + common(c.flags) + "d400"));
    ASSERT_TRUE(header) << header.error;
    EXPECT_EQ(header->length, 32U);
    EXPECT_EQ(header->fcs, c.fcs) << c.flags;
    EXPECT_EQ(header->bad_fcs, c.bad) << c.flags;
  }
}

TEST(LinkHeader, PpiFieldsMayBePaddedOrMissing) {
  // a field of 1 octet before Common: unpadded, then padded to 4
  for (const std::string& packet : {"0000250069000000"
                                    "3075"
                                    "0100"
                                    "ff" +
                                        common("0100"),
                                    "0001280069000000"
                                    "3075"
                                    "0100"
                                    "ff000000" +
                                        common("0100")}) {
    const auto header = parse_link_header(kLinkTypePpi, octets(packet));
    ASSERT_TRUE(header) << packet << header.error;
    EXPECT_EQ(header->fcs, true) << packet;
  }
  const auto none = parse_link_header(kLinkTypePpi, octets("0000080069000000"));
  ASSERT_TRUE(none) << none.error;
  EXPECT_EQ(none->length, 8U);
  EXPECT_FALSE(none->fcs.has_value());
}

TEST(LinkHeader, NamesWhatIsMalformed) {
  struct Case {
    std::uint16_t link_type;
    const char* hex;
    const char* error;
  };
  for (const Case& c : {
           Case{kLinkTypePrism, "44000000", "Prism: fewer than 8 octets"},
           Case{kLinkTypePrism, "4500000090000000", "Prism: message code is neither 41 nor 44"},
           Case{kLinkTypePrism, "4400000017000000", "Prism: length is less than 24"},
           Case{kLinkTypePrism, "4400000090000000",
                "Prism: length is beyond the end of the packet"},
           Case{kLinkTypePrism, "8021100100000040", "AVS: length is beyond the end of the packet"},
           Case{kLinkTypeAvs, "80211001", "AVS: fewer than 8 octets"},
           Case{kLinkTypeAvs, "8021100300000040", "AVS: version is neither 80211001 nor 80211002"},
           Case{kLinkTypeAvs, "802110010000003f", "AVS: length is less than 64"},
           Case{kLinkTypeAvs, "80211001ffffffff", "AVS: length is beyond the end of the packet"},
           Case{kLinkTypePpi, "00000800690000", "PPI: fewer than 8 octets"},
           Case{kLinkTypePpi, "0100080069000000", "PPI: version is not 0"},
           Case{kLinkTypePpi, "0000070069000000", "PPI: length is less than 8"},
           Case{kLinkTypePpi, "0000090069000000", "PPI: length is beyond the end of the packet"},
           Case{kLinkTypePpi, "000008007f000000", "PPI: what it carries is not 802.11"},
           Case{kLinkTypePpi, "00000d006900000002000200ff", "PPI: a field runs beyond the header"},
           Case{kLinkTypePpi, "00000e006900000002000200ffff", "PPI: 802.11-Common is cut short"},
           Case{kLinkTypeEthernet, "", "the link type has no 802.11 frames"},
       }) {
    const auto header = parse_link_header(c.link_type, octets(c.hex));
    EXPECT_FALSE(header) << c.hex;
    EXPECT_EQ(header.error, c.error) << c.hex;
  }
}

TEST(LinkHeader, AWrongLinkTypeIsNamedWithTheRightOnes) {
  for (unsigned link_type = 0; link_type < 0x10000; ++link_type) {
    const auto type = static_cast<std::uint16_t>(link_type);
    const bool wifi = link_type == 105 || link_type == 119 || link_type == 127 ||
                      link_type == 163 || link_type == 192;
    ASSERT_EQ(carries_80211(type), wifi) << link_type;
  }
  EXPECT_THAT(wrong_link_type(1), HasSubstr("link type 1 (Ethernet) has no 802.11 frames; "));
  EXPECT_THAT(wrong_link_type(113), HasSubstr("link type 113 has no 802.11 frames; expected "));
}

}  // namespace
}  // namespace keyrace
