// To which node's interface a captured frame goes.
#include <gtest/gtest.h>

#include "lab/dot11/hex.h"
#include "lab/guest/transmitters.h"

namespace keyrace {
namespace {

constexpr std::uint32_t kOthers = 0, kAp = 1, kSta = 2;
const std::string kApMac = "0200000000a0";
const std::string kStaMac = "020000000100";
const std::string kStranger = "020000000200";

class TransmittersTest : public testing::Test {
 protected:
  std::uint32_t frame(const std::string& hex) {
    return transmitters_.interface_of(parse_hex("0000080000000000" + hex).value());
  }
  std::uint32_t data(const std::string& ra, const std::string& ta) {
    return frame("08000000" + ra + ta + "ffffffffffff" + "0000");
  }
  std::uint32_t ack(const std::string& ra) { return frame("d4000000" + ra); }

  Transmitters transmitters_{
      {{MacAddress{{0x02, 0, 0, 0, 0, 0xa0}}, kAp}, {MacAddress{{0x02, 0, 0, 0, 1, 0}}, kSta}},
      kOthers};
};

TEST_F(TransmittersTest, AFrameGoesToTheNodeOfItsTa) {
  EXPECT_EQ(data(kStaMac, kApMac), kAp);
  EXPECT_EQ(data(kApMac, kStaMac), kSta);
  EXPECT_EQ(data(kApMac, kStranger), kOthers);
}

TEST_F(TransmittersTest, AnAckGoesToTheReceiverOfTheFrameBefore) {
  data(kStaMac, kApMac);
  EXPECT_EQ(ack(kApMac), kSta);
  EXPECT_EQ(ack(kApMac), kOthers) << "not directly behind it";
  data(kStaMac, kApMac);
  EXPECT_EQ(ack(kStaMac), kOthers) << "of another frame";
  data(kStranger, kApMac);
  EXPECT_EQ(ack(kApMac), kOthers) << "of a stranger";
}

TEST_F(TransmittersTest, WhatIsNoFrameIsOfNobody) {
  data(kStaMac, kApMac);
  EXPECT_EQ(transmitters_.interface_of(parse_hex("00").value()), kOthers);
  EXPECT_EQ(ack(kApMac), kOthers);
  EXPECT_EQ(frame("d4"), kOthers);
  EXPECT_EQ(transmitters_.interface_of({}), kOthers);
}

}  // namespace
}  // namespace keyrace
