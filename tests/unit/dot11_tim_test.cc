// The TIM of a beacon, and the association ID that an AP grants.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "lab/dot11/hex.h"
#include "lab/dot11/tim.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

// A beacon's body: timestamp, interval 100 TU, capabilities; the SSID "a"; then `elements`.
Octets beacon(const std::string& elements) {
  return parse_hex(
             "0102030405060708"
             "6400"
             "1104"
             "000161" +
             elements)
      .value();
}

MacHeader management(std::uint8_t subtype) {
  MacHeader header;
  header.type = FrameType::kManagement;
  header.subtype = subtype;
  return header;
}

TEST(Tim, IsFoundBehindOtherElements) {
  const Octets good = beacon(
      "01028284"
      "0504"
      "01020002");
  const auto tim = parse_tim(good);
  ASSERT_TRUE(tim) << tim.error;
  EXPECT_EQ(tim->dtim_count, 1);
  EXPECT_EQ(tim->dtim_period, 2);
  EXPECT_FALSE(tim->group);
  EXPECT_EQ(tim->first_aid, 0);
}

TEST(Tim, TellsEachAidFromItsNeighbours) {
  const Octets body = beacon(
      "0505"
      "00010002"
      "80");  // bits 1 and 15
  const auto tim = parse_tim(body);
  ASSERT_TRUE(tim) << tim.error;
  for (std::uint16_t aid = 1; aid < 32; ++aid) EXPECT_EQ(tim->has(aid), aid == 1 || aid == 15);
}

// Bitmap control 0x05: group traffic, and the bitmap begins at octet 4, so with AID 32.
TEST(Tim, ItsBitmapMayBeginLater) {
  const Octets body = beacon(
      "0504"
      "00030501");
  const auto tim = parse_tim(body);
  ASSERT_TRUE(tim) << tim.error;
  EXPECT_TRUE(tim->group);
  EXPECT_EQ(tim->first_aid, 32);
  EXPECT_TRUE(tim->has(32));
  EXPECT_FALSE(tim->has(33));
  EXPECT_FALSE(tim->has(31));
  EXPECT_FALSE(tim->has(0));
  EXPECT_FALSE(tim->has(2007));
}

TEST(Tim, GroupTrafficIsNobodysBit) {
  const Octets body = beacon(
      "0504"
      "00010100");
  const auto tim = parse_tim(body);
  ASSERT_TRUE(tim) << tim.error;
  EXPECT_TRUE(tim->group);
  for (std::uint16_t aid = 1; aid < 16; ++aid) EXPECT_FALSE(tim->has(aid));
}

TEST(Tim, WhatIsNoneIsMalformed) {
  EXPECT_EQ(parse_tim(beacon("")).error, "beacon: no TIM");
  EXPECT_EQ(parse_tim(beacon("0504000100")).error, "beacon: element cut short");
  EXPECT_EQ(parse_tim(beacon("0503000100")).error, "TIM: no bitmap");
  EXPECT_EQ(parse_tim(beacon("0500")).error, "TIM: no bitmap");
  EXPECT_EQ(parse_tim(beacon("0504"
                             "00000000"))
                .error,
            "TIM: DTIM period is 0");
  EXPECT_EQ(parse_tim(beacon("05")).error, "beacon: no TIM");
  EXPECT_EQ(parse_tim(Octets(11)).error, "beacon: cut short");
  EXPECT_EQ(parse_tim({}).error, "beacon: cut short");
}

TEST(Tim, BeaconsOnlyAreBeacons) {
  EXPECT_TRUE(is_beacon(management(8)));
  EXPECT_FALSE(is_beacon(management(5)));
  MacHeader data = management(8);
  data.type = FrameType::kData;
  EXPECT_FALSE(is_beacon(data));
}

TEST(GrantedAid, IsThatOfASuccessfulResponse) {
  const Octets granted = parse_hex(
                             "1104"
                             "0000"
                             "05c0"
                             "0100")
                             .value();
  EXPECT_EQ(granted_aid(management(1), granted), 5);
  EXPECT_EQ(granted_aid(management(3), granted), 5);
}

TEST(GrantedAid, NobodyElseGrantsOne) {
  const Octets granted = parse_hex(
                             "1104"
                             "0000"
                             "05c0")
                             .value();
  EXPECT_FALSE(granted_aid(management(0), granted));
  EXPECT_FALSE(granted_aid(management(8), granted));
  const Octets refused = parse_hex(
                             "1104"
                             "0100"
                             "05c0")
                             .value();
  EXPECT_FALSE(granted_aid(management(1), refused));
  const Octets cut_short = parse_hex(
                               "1104"
                               "0000"
                               "05")
                               .value();
  EXPECT_FALSE(granted_aid(management(1), cut_short));
  MacHeader unreadable = management(1);
  unreadable.protected_frame = true;
  EXPECT_FALSE(granted_aid(unreadable, granted));
}

}  // namespace
}  // namespace keyrace
