#include <gtest/gtest.h>

#include <unordered_set>

#include "lab/dot11/hex.h"
#include "lab/dot11/mac_address.h"

namespace keyrace {
namespace {

TEST(MacAddress, ParsesAndPrints) {
  const auto address = MacAddress::parse("02:00:0a:BC:de:0F");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->octets, (std::array<std::uint8_t, 6>{0x02, 0x00, 0x0a, 0xbc, 0xde, 0x0f}));
  EXPECT_EQ(address->to_string(), "02:00:0a:bc:de:0f");
}

TEST(MacAddress, RefusesOtherText) {
  for (const char* text :
       {"", "02:00:00:00:00", "02:00:00:00:00:0", "02:00:00:00:00:000", "02-00-00-00-00-00",
        "02:00:00:00:00:0g", "0200:00:00:00:0:0", " 2:00:00:00:00:00", "02:00:00:00:00:00:00"}) {
    EXPECT_FALSE(MacAddress::parse(text)) << text;
  }
}

TEST(MacAddress, TellsGroupAddresses) {
  EXPECT_FALSE(MacAddress::parse("02:00:00:00:00:00")->is_group());
  EXPECT_TRUE(MacAddress::parse("01:00:5e:00:00:01")->is_group());
  EXPECT_FALSE(MacAddress::parse("01:00:5e:00:00:01")->is_broadcast());
  EXPECT_TRUE(MacAddress::parse("ff:ff:ff:ff:ff:ff")->is_group());
  EXPECT_TRUE(MacAddress::parse("ff:ff:ff:ff:ff:ff")->is_broadcast());
}

TEST(MacAddress, OrdersAsOctetsAndHashes) {
  const MacAddress a{{1, 2, 3, 4, 5, 6}};
  const MacAddress b{{1, 2, 3, 4, 5, 0xff}};
  EXPECT_LT(a, b);
  const std::unordered_set<MacAddress> set{a, b, a};
  EXPECT_EQ(set.size(), 2U);
}

TEST(Hex, GoesBothWays) {
  EXPECT_EQ(to_hex(*parse_hex("00fFa0")), "00ffa0");
  EXPECT_TRUE(parse_hex("")->empty());
  EXPECT_FALSE(parse_hex("0"));
  EXPECT_FALSE(parse_hex("0x"));
  EXPECT_FALSE(parse_hex("00 1"));
}

}  // namespace
}  // namespace keyrace
