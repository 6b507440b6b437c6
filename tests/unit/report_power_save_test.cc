// Power save told from a capture: who slept, what was announced, what was buffered across a rekey.
#include <gmock/gmock.h>

#include "lab/dot11/hex.h"
#include "lab/report/power_save.h"
#include "tests/unit/made_up_run.h"

namespace keyrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr MacAddress kAp{{2, 0, 0, 0, 0, 0xa0}};
constexpr MacAddress kSta{{2, 0, 0, 0, 1, 0}};
constexpr MacAddress kOther{{2, 0, 0, 0, 9, 9}};
constexpr MacAddress kEverybody{{255, 255, 255, 255, 255, 255}};
constexpr std::uint8_t kNull = 4, kPsPoll = 10, kBeacon = 8, kAssociationResponse = 1;

class PowerSaveTest : public MadeUpRun {
 protected:
  AirFrame& on_air(std::uint64_t at, FrameType type, std::uint8_t subtype, const MacAddress& ta,
                   const MacAddress& ra) {
    AirFrame frame;
    frame.n = evidence_.frames.size() + 1;
    frame.t_ns = at;
    frame.header.type = type;
    frame.header.subtype = subtype;
    frame.header.addr1 = ra;
    frame.header.addr2 = ta;
    evidence_.frames.push_back(frame);
    return evidence_.frames.back();
  }

  void null_frame(std::uint64_t at, bool power_management, const MacAddress& ta = kSta) {
    on_air(at, FrameType::kData, kNull, ta, kAp).header.power_management = power_management;
  }

  void associated(std::uint64_t at) {
    on_air(at, FrameType::kManagement, kAssociationResponse, kAp, kSta).body = parse_hex(
                                                                                   "1104"
                                                                                   "0000"
                                                                                   "01c0")
                                                                                   .value();
  }

  void beacon(std::uint64_t at, const std::string& control_and_bitmap) {
    on_air(at, FrameType::kManagement, kBeacon, kAp, kEverybody).body = parse_hex(
                                                                            "0102030405060708"
                                                                            "6400"
                                                                            "1104"
                                                                            "0504"
                                                                            "0001" +
                                                                            control_and_bitmap)
                                                                            .value();
  }

  // A datagram to the STA: when the PC sent it, when it was on the air.
  FrameVerdict& datagram(std::uint64_t sequence, std::uint64_t sent, std::uint64_t at, int tk) {
    FrameVerdict& result = frame(Verdict::kAccepted, at, tk, tk, tk, tk);
    result.datagram = Datagram{0, sequence, sent};
    return result;
  }

  PowerSaveReport found() { return report_power_save(evidence_, verdicts_, MadeUpRun::found()); }
};

TEST_F(PowerSaveTest, WithoutItNothingIsTold) {
  null_frame(kSecond, false);
  const PowerSaveReport report = found();
  ASSERT_EQ(report.stas.size(), 1u);
  EXPECT_EQ(report.stas[0].sta, "sta");
  EXPECT_EQ(report.stas[0].sleeps, 0u);
  EXPECT_EQ(report.stas[0].wakes, 0u);
  EXPECT_THAT(tell_power_save(report, {}), IsEmpty());
}

TEST_F(PowerSaveTest, SleepIsAChangeOfTheBitNotAFrame) {
  null_frame(kSecond, true);
  null_frame(kSecond + kMs, true);
  null_frame(2 * kSecond, false);
  null_frame(3 * kSecond, false);
  null_frame(4 * kSecond, true);
  EXPECT_EQ(found().stas[0].sleeps, 2u);
  EXPECT_EQ(found().stas[0].wakes, 1u);
}

TEST_F(PowerSaveTest, AStrangersFramesDontCount) {
  null_frame(kSecond, true, kOther);
  on_air(kSecond, FrameType::kData, kNull, kSta, kOther).header.power_management = true;
  EXPECT_EQ(found().stas[0].sleeps, 0u);
}

TEST_F(PowerSaveTest, APsPollFetchesWithoutWaking) {
  null_frame(kSecond, true);
  on_air(2 * kSecond, FrameType::kControl, kPsPoll, kSta, kAp);
  const PowerSaveReport report = found();
  EXPECT_EQ(report.stas[0].ps_polls, 1u);
  EXPECT_EQ(report.stas[0].wakes, 0u);
}

TEST_F(PowerSaveTest, ATimCountsForAssociatedStasOnly) {
  beacon(kSecond, "0002");  // nobody has an AID yet
  associated(2 * kSecond);
  beacon(3 * kSecond, "0002");
  beacon(4 * kSecond, "0004");  // another AID
  beacon(5 * kSecond, "0100");  // group frames
  const PowerSaveReport report = found();
  EXPECT_EQ(report.tim, 1u);
  EXPECT_EQ(report.dtim_group, 1u);
}

TEST_F(PowerSaveTest, MoreDataCountsFromTheApOnly) {
  on_air(kSecond, FrameType::kData, 0, kAp, kSta).header.more_data = true;
  on_air(kSecond, FrameType::kData, 0, kSta, kAp).header.more_data = true;
  on_air(kSecond, FrameType::kData, 0, kAp, kOther).header.more_data = true;
  on_air(kSecond, FrameType::kData, 0, kAp, kSta);
  on_air(kSecond, FrameType::kData, 0, kAp, kEverybody).header.more_data = true;
  EXPECT_EQ(found().more_data, 2u);
}

TEST_F(PowerSaveTest, WhatComesAfterTheEndIsTidyingUp) {
  null_frame(evidence_.guest.end_ns + 1, true);
  EXPECT_EQ(found().stas[0].sleeps, 0u);
}

TEST_F(PowerSaveTest, ADatagramIsBufferedWhenItsStaSlept) {
  null_frame(kSecond, true);
  null_frame(2 * kSecond, false);
  datagram(1, kSecond - kMs, kSecond - kMs, 1);
  datagram(2, kSecond + 900 * kMs, 2 * kSecond + kMs, 1);
  datagram(3, kSecond + 950 * kMs, 2 * kSecond + kMs, 1);
  datagram(3, kSecond + 950 * kMs, 2 * kSecond + 2 * kMs, 1);  // once more
  datagram(4, 2 * kSecond + 5 * kMs, 2 * kSecond + 5 * kMs, 1);
  const PowerSaveReport report = found();
  EXPECT_EQ(report.buffered, 2u);
  EXPECT_EQ(report.longest_buffered_ns, 101 * kMs);
  EXPECT_THAT(report.across_rekey, IsEmpty());
  EXPECT_THAT(tell_power_save(report, {}),
              ElementsAre("sta went to sleep 1 time and woke 1 time.",
                          "The AP buffered 2 datagrams, for 101.0 ms at most; 0 beacons announced "
                          "frames for a STA, and 0 frames had More Data set."));
}

TEST_F(PowerSaveTest, WhatIsSentAfterTheSwitchIsNamedWithItsKey) {
  rekey(2, 2 * kSecond, 2 * kSecond - 100 * kMs);
  null_frame(kSecond, true);
  null_frame(2 * kSecond + 20 * kMs, false);
  datagram(1, kSecond + kMs, 2 * kSecond - kMs, 1);           // all before the switch
  datagram(2, 2 * kSecond - kMs, 2 * kSecond + 21 * kMs, 2);  // across
  datagram(3, 2 * kSecond - kMs, 2 * kSecond + 22 * kMs, 2);  // across
  datagram(4, 2 * kSecond + kMs, 2 * kSecond + 23 * kMs, 2);  // all after it
  const PowerSaveReport report = found();
  EXPECT_EQ(report.buffered, 4u);
  ASSERT_EQ(report.across_rekey.size(), 2u);
  EXPECT_EQ(report.across_rekey[0].rekey, 1);
  EXPECT_EQ(report.across_rekey[0].frame, 2u);
  EXPECT_EQ(report.across_rekey[0].sequence, 2u);
  EXPECT_EQ(report.across_rekey[0].tk_epoch, 2);
  EXPECT_EQ(report.across_rekey[0].sent_ns, 2 * kSecond - kMs);
  EXPECT_EQ(report.across_rekey[0].t_ns, 2 * kSecond + 21 * kMs);
  EXPECT_EQ(tell_power_save(report, MadeUpRun::found()).back(),
            "2 datagrams that the AP had buffered before rekey 1 were sent after it, all under the "
            "new key (pairwise epoch 2); sta accepted 2.");
}

TEST_F(PowerSaveTest, TheOldKeyAndARefusalAreToldAsSuch) {
  rekey(2, 2 * kSecond, 2 * kSecond - 100 * kMs);
  null_frame(kSecond, true);
  null_frame(2 * kSecond + 20 * kMs, false);
  datagram(1, 2 * kSecond - kMs, 2 * kSecond + 21 * kMs, 1).verdict = Verdict::kIcvFailure;
  EXPECT_EQ(tell_power_save(found(), MadeUpRun::found()).back(),
            "1 datagram that the AP had buffered before rekey 1 was sent after it, under the old "
            "key (pairwise epoch 1); sta accepted 0.");
  datagram(2, 2 * kSecond - kMs, 2 * kSecond + 22 * kMs, 2);
  EXPECT_EQ(tell_power_save(found(), MadeUpRun::found()).back(),
            "2 datagrams that the AP had buffered before rekey 1 were sent after it, under "
            "different keys (pairwise epoch 1, 2); sta accepted 1.");
}

TEST_F(PowerSaveTest, AnAwakeStasDatagramIsNotAcrossARekey) {
  rekey(2, 2 * kSecond, 2 * kSecond - 100 * kMs);
  datagram(1, 2 * kSecond - kMs, 2 * kSecond + kMs, 2);
  EXPECT_THAT(found().across_rekey, IsEmpty());
}

}  // namespace
}  // namespace keyrace
