// What a run's verdicts amount to: its rekeys, what they cost, and the report in numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "lab/report/frames_log.h"
#include "lab/report/rekeys.h"
#include "lab/report/report.h"
#include "lab/report/spoken.h"
#include "tests/unit/made_up_run.h"

namespace keyrace {
namespace {

using RekeysTest = MadeUpRun;

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST_F(RekeysTest, TheFirstKeyIsNoRekey) {
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(RekeysTest, ARekeyHasTwoMomentsAndAWindow) {
  rekey(2, 2 * kSecond, 2 * kSecond + 50 * kMs);
  const Rekey one = only();
  EXPECT_EQ(one.n, 1);
  EXPECT_EQ(one.kind, "pairwise");
  EXPECT_EQ(one.sta, "sta");
  EXPECT_EQ(one.epoch, 2);
  EXPECT_EQ(one.ap_active_ns, 2 * kSecond);
  EXPECT_EQ(one.sta_active_ns, 2 * kSecond + 50 * kMs);
  EXPECT_EQ(one.ap_complete_ns, one.ap_active_ns);
  EXPECT_EQ(one.sta_complete_ns, one.sta_active_ns);
  EXPECT_EQ(one.first, "ap");
  EXPECT_EQ(one.window_ns, 50 * kMs);
  EXPECT_EQ(one.begin_ns(), 2 * kSecond);
  EXPECT_EQ(one.end_ns, 2 * kSecond + 50 * kMs);
}

TEST_F(RekeysTest, WhoeverSwitchesFirstIsNamed) {
  rekey(2, 2 * kSecond + 7 * kMs, 2 * kSecond);
  EXPECT_EQ(only().first, "sta");
  EXPECT_EQ(only().window_ns, 7 * kMs);
}

TEST_F(RekeysTest, AreNumberedInTheirOrder) {
  rekey(2, 2 * kSecond, 2 * kSecond + kMs);
  rekey(3, 6 * kSecond, 6 * kSecond + kMs);
  for (const std::string node : {"ap", "sta"}) {
    switched({.node = node, .tk = 1, .at = 80 * kMs, .pairwise = false});
    switched({.node = node, .tk = 2, .at = 4 * kSecond, .pairwise = false});
  }
  const auto rekeys = found();
  ASSERT_EQ(rekeys.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(rekeys[i].n, static_cast<int>(i) + 1);
  EXPECT_EQ(rekeys[0].epoch, 2);
  EXPECT_EQ(rekeys[1].kind, "group");
  EXPECT_EQ(rekeys[1].epoch, 2);
  EXPECT_EQ(rekeys[2].kind, "pairwise");
  EXPECT_EQ(rekeys[2].epoch, 3);
}

TEST_F(RekeysTest, EachStationHasItsOwn) {
  evidence_.guest.nodes.push_back({"sta2", "02:00:00:00:02:00", false, "wpa_supplicant", "/w"});
  for (const std::string node : {"ap", "sta2"}) {
    switched({.node = node, .tk = 1, .at = 95 * kMs, .sta = "sta2"});
  }
  switched({.node = "ap", .tk = 2, .at = 3 * kSecond, .sta = "sta2"});
  switched({.node = "sta2", .tk = 2, .at = 3 * kSecond + kMs, .sta = "sta2"});
  EXPECT_EQ(only().sta, "sta2");
  EXPECT_EQ(only().window_ns, kMs);
}

TEST_F(RekeysTest, ASplitSwitchIsActiveFirstAndCompleteLater) {
  switched({.node = "sta", .tk = 2, .mic = 1, .at = 2 * kSecond});
  switched({.node = "ap", .tk = 2, .at = 2 * kSecond + kMs});
  switched({.node = "sta", .tk = 2, .at = 2 * kSecond + 50 * kMs});
  const Rekey one = only();
  EXPECT_EQ(one.sta_active_ns, 2 * kSecond);
  EXPECT_EQ(one.sta_complete_ns, 2 * kSecond + 50 * kMs);
  EXPECT_EQ(one.window_ns, kMs);
  EXPECT_EQ(one.end_ns, 2 * kSecond + 50 * kMs);
}

TEST_F(RekeysTest, TheSameKeyAgainIsNoRekeyAndMovesNoMoment) {
  rekey(2, 2 * kSecond, 2 * kSecond + kMs);
  switched({.node = "sta", .tk = 2, .at = 3 * kSecond});
  EXPECT_EQ(only().sta_active_ns, 2 * kSecond + kMs);
}

TEST_F(RekeysTest, OneThatNeverFinishesHasNoWindow) {
  switched({.node = "ap", .tk = 2, .at = 2 * kSecond});
  const Rekey one = only();
  EXPECT_EQ(one.first, "ap");
  EXPECT_EQ(one.ap_active_ns, 2 * kSecond);
  EXPECT_FALSE(one.sta_active_ns);
  EXPECT_FALSE(one.window_ns);
}

TEST_F(RekeysTest, OneThatNeverFinishesLastsUntilTheNextKey) {
  switched({.node = "ap", .tk = 2, .at = 2 * kSecond});
  rekey(3, 4 * kSecond, 4 * kSecond + kMs);
  traffic(2 * kSecond, 5 * kSecond);
  const auto rekeys = found();
  ASSERT_EQ(rekeys.size(), 2U);
  EXPECT_EQ(rekeys[0].end, RekeyEnd::kNextKey);
  EXPECT_EQ(rekeys[0].end_ns, 4 * kSecond);
  EXPECT_EQ(rekeys[0].lost, 200U);
  EXPECT_EQ(rekeys[0].lost_in_window, 200U);
  EXPECT_EQ(rekeys[1].end, RekeyEnd::kComplete);
  EXPECT_EQ(rekeys[1].end_ns, 4 * kSecond + kMs);
  EXPECT_EQ(rekeys[1].lost, 100U);
  EXPECT_EQ(rekeys[1].lost_in_window, 1U);
}

TEST_F(RekeysTest, OneThatNeverFinishesLastsUntilTheLinkGoesDown) {
  left(kSecond, "sta2");
  switched({.node = "sta", .tk = 2, .at = 2 * kSecond});
  left(3 * kSecond, "sta2");
  left(4 * kSecond);
  rekey(3, 5 * kSecond, 5 * kSecond);  // a new association's first key
  traffic(2 * kSecond, 5 * kSecond);
  EXPECT_EQ(only().end, RekeyEnd::kLinkDown);
  EXPECT_EQ(only().end_ns, 4 * kSecond);
  EXPECT_EQ(only().lost_in_window, 200U);
}

TEST_F(RekeysTest, OneThatNeverFinishesMayLastUntilTheEndOfTheRun) {
  switched({.node = "ap", .tk = 2, .at = 8 * kSecond});
  left(10 * kSecond + kMs);  // the lab tidies up
  traffic(8 * kSecond, 100 * kSecond);
  EXPECT_EQ(only().end, RekeyEnd::kRunEnd);
  EXPECT_EQ(only().end_ns, 10 * kSecond);
  EXPECT_EQ(only().lost_in_window, 200U);
}

TEST_F(RekeysTest, TheLinkMayGoDownBeforeTheOtherSideSwitches) {
  eapol(EapolKeyMessage::k4Way1, 1990 * kMs);
  left(2 * kSecond);
  switched({.node = "ap", .tk = 2, .at = 2 * kSecond + kMs});
  eapol(EapolKeyMessage::k4Way1, 2990 * kMs);
  rekey(3, 3 * kSecond, 3 * kSecond);
  const Rekey one = only();  // PTK 3 is the next association's first
  EXPECT_EQ(one.epoch, 2);
  EXPECT_EQ(one.end, RekeyEnd::kLinkDown);
  EXPECT_EQ(one.end_ns, one.begin_ns());
}

TEST_F(RekeysTest, AGroupKeyThatTheApMakesWhileTheStationIsAwayIsNoRekey) {
  for (const std::string node : {"ap", "sta"}) {
    switched({.node = node, .tk = 1, .at = 95 * kMs, .pairwise = false});
  }
  left(2 * kSecond);
  switched({.node = "ap", .tk = 2, .at = 3 * kSecond, .pairwise = false});
  rekey(2, 4 * kSecond, 4 * kSecond);
  switched({.node = "sta", .tk = 2, .at = 4 * kSecond + kMs, .pairwise = false});
  EXPECT_THAT(found(), IsEmpty());
  for (const std::string node : {"ap", "sta"}) {
    switched({.node = node, .tk = 3, .at = 5 * kSecond, .pairwise = false});
  }
  EXPECT_EQ(only().kind, "group");
  EXPECT_EQ(only().epoch, 3);
}

// WPA1's 4-way handshake brings no group key; a group handshake of its own follows it.
TEST_F(RekeysTest, TheGroupHandshakeOfAWpa1RekeyIsNotTheNextGroupKeys) {
  switched({.node = "ap", .tk = 1, .at = 80 * kMs, .pairwise = false});
  eapol(EapolKeyMessage::k4Way4, 2 * kSecond - kMs).descriptor = KeyDescriptor::kWpa;
  rekey(2, 2 * kSecond, 2 * kSecond);
  eapol(EapolKeyMessage::kGroup1, 2 * kSecond + kMs).descriptor = KeyDescriptor::kWpa;
  switched({.node = "ap", .tk = 2, .at = 3 * kSecond, .pairwise = false});
  EXPECT_EQ(only().kind, "pairwise");
  // once it has been answered, the next one is a group key's
  eapol(EapolKeyMessage::kGroup2, 3 * kSecond + kMs).descriptor = KeyDescriptor::kWpa;
  eapol(EapolKeyMessage::kGroup1, 5 * kSecond - kMs).descriptor = KeyDescriptor::kWpa;
  switched({.node = "ap", .tk = 3, .at = 5 * kSecond, .pairwise = false});
  const auto rekeys = found();
  ASSERT_EQ(rekeys.size(), 2U);
  EXPECT_EQ(rekeys[1].kind, "group");
  EXPECT_EQ(rekeys[1].epoch, 3);
  EXPECT_EQ(rekeys[1].messages.size(), 1U);
}

TEST_F(RekeysTest, AGroupKeyThatTheStationHeardOfIsOneAlthoughItNeverGotIt) {
  switched({.node = "ap", .tk = 1, .at = 80 * kMs, .pairwise = false});
  switched({.node = "ap", .tk = 2, .at = 3 * kSecond, .pairwise = false});  // nobody was told
  eapol(EapolKeyMessage::kGroup1, 5 * kSecond - kMs);
  switched({.node = "ap", .tk = 3, .at = 5 * kSecond, .pairwise = false});
  EXPECT_EQ(only().epoch, 3);
  EXPECT_FALSE(only().sta_active_ns);
}

TEST_F(RekeysTest, AKeyWithItsMicKeysSwappedIsNeverComplete) {
  switched({.node = "ap", .tk = 2, .at = 2 * kSecond});
  switched({.node = "sta", .tk = 2, .mic = MicEpoch{2, MicDirection::kOther}, .at = 2 * kSecond});
  EXPECT_TRUE(only().sta_active_ns);
  EXPECT_FALSE(only().sta_complete_ns);
  EXPECT_EQ(only().end, RekeyEnd::kRunEnd);
}

class HandshakeTest : public MadeUpRun {
 protected:
  // Messages `first` to 4 of a 4-way handshake, 1 ms apart; 4/4 is encrypted or not.
  void handshake(std::uint64_t at, bool encrypted, int first = 1) {
    constexpr EapolKeyMessage kMessages[] = {EapolKeyMessage::k4Way1, EapolKeyMessage::k4Way2,
                                             EapolKeyMessage::k4Way3, EapolKeyMessage::k4Way4};
    for (int i = first - 1; i < 4; ++i) {
      EapolSighting& message = eapol(kMessages[i], at + static_cast<std::uint64_t>(i) * kMs);
      message.sender = i % 2 == 0 ? "ap" : "sta";
      message.encrypted = i < 3 || encrypted;
      if (message.encrypted) message.tk_epoch = 1;
    }
  }
  std::vector<std::string> messages(const Rekey& rekey) {
    std::vector<std::string> result;
    for (const EapolSighting& each : rekey.messages) result.emplace_back(to_string(each.message));
    return result;
  }
};

TEST_F(HandshakeTest, IsThatOfItsKey) {
  handshake(80 * kMs, false);
  handshake(2 * kSecond, false);
  rekey(2, 2 * kSecond + 5 * kMs, 2 * kSecond + 4 * kMs);
  eapol(EapolKeyMessage::kGroup1, 2 * kSecond + 6 * kMs);
  eapol(EapolKeyMessage::k4Way1, 3 * kSecond, false, "sta2");
  handshake(4 * kSecond, true);
  rekey(3, 4 * kSecond + 5 * kMs, 4 * kSecond + 4 * kMs);
  const auto rekeys = found();
  ASSERT_EQ(rekeys.size(), 2U);
  EXPECT_THAT(messages(rekeys[0]), ElementsAre("4way-1", "4way-2", "4way-3", "4way-4"));
  EXPECT_EQ(rekeys[0].messages[3].t_ns, 2 * kSecond + 3 * kMs);
  EXPECT_EQ(rekeys[0].message_4_encrypted(), false);
  EXPECT_EQ(rekeys[1].messages[0].t_ns, 4 * kSecond);
  EXPECT_EQ(rekeys[1].message_4_encrypted(), true);
}

TEST_F(HandshakeTest, WithoutMessage4NobodyKnowsHowItWasSent) {
  eapol(EapolKeyMessage::k4Way1, 2 * kSecond);
  eapol(EapolKeyMessage::k4Way2, 2 * kSecond + kMs);
  rekey(2, 2 * kSecond + 5 * kMs, 2 * kSecond + 4 * kMs);
  EXPECT_FALSE(only().message_4_encrypted());
  EXPECT_EQ(only().messages.size(), 2U);
  EXPECT_TRUE(report_to_json(report())["rekeys"][0]["message_4_encrypted"].is_null());
}

TEST_F(HandshakeTest, Message4MayComeAfterBothSwitches) {
  handshake(2 * kSecond, true);
  rekey(2, 2 * kSecond + kMs, 2 * kSecond + 2 * kMs);
  handshake(4 * kSecond, false);
  rekey(3, 4 * kSecond + 5 * kMs, 4 * kSecond + 5 * kMs);
  const auto rekeys = found();
  ASSERT_EQ(rekeys.size(), 2U);
  EXPECT_EQ(rekeys[0].messages.size(), 4U);
  EXPECT_EQ(rekeys[0].message_4_encrypted(), true);
  EXPECT_EQ(rekeys[1].messages.size(), 4U);
  EXPECT_EQ(rekeys[1].message_4_encrypted(), false);
}

TEST_F(HandshakeTest, OnesThatCameToNothingAreNotTheKeys) {
  eapol(EapolKeyMessage::k4Way1, kSecond);
  eapol(EapolKeyMessage::k4Way2, kSecond + kMs);
  handshake(2 * kSecond, false);
  rekey(2, 2 * kSecond + 5 * kMs, 2 * kSecond + 4 * kMs);
  eapol(EapolKeyMessage::k4Way1, 3 * kSecond);
  EXPECT_EQ(only().messages.size(), 4U);
  EXPECT_EQ(only().messages[0].t_ns, 2 * kSecond);
}

TEST_F(HandshakeTest, TheFirstMessage4Counts) {
  handshake(2 * kSecond, false);
  handshake(2 * kSecond + 10 * kMs, true, 3);  // 3/4 again, and its answer
  rekey(2, 2 * kSecond + 20 * kMs, 2 * kSecond + 4 * kMs);
  EXPECT_EQ(only().messages.size(), 6U);
  EXPECT_EQ(only().message_4_encrypted(), false);
}

TEST_F(HandshakeTest, AGroupKeysIsTheGroupHandshake) {
  switched({.node = "ap", .tk = 1, .at = 80 * kMs, .pairwise = false});
  handshake(2 * kSecond, false);
  eapol(EapolKeyMessage::kGroup1, 4 * kSecond);
  eapol(EapolKeyMessage::kGroup2, 4 * kSecond + 2 * kMs);
  switched({.node = "sta", .tk = 2, .at = 4 * kSecond + kMs, .pairwise = false});
  switched({.node = "ap", .tk = 2, .at = 4 * kSecond + 3 * kMs, .pairwise = false});
  EXPECT_THAT(messages(only()), ElementsAre("group-1", "group-2"));
  EXPECT_FALSE(only().message_4_encrypted());
}

TEST_F(RekeysTest, AKeyAfterTheLinkWentDownIsANewBeginning) {
  left(2 * kSecond);
  rekey(2, 3 * kSecond, 3 * kSecond + kMs);
  rekey(3, 5 * kSecond, 5 * kSecond + kMs);
  EXPECT_EQ(only().epoch, 3);
}

TEST_F(RekeysTest, EverybodysLeavingCountsAnothersDoesNot) {
  left(2 * kSecond, "sta2");
  rekey(2, 3 * kSecond, 3 * kSecond + kMs);
  EXPECT_EQ(found().size(), 1U);
  left(2 * kSecond, "");
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(RekeysTest, TheAccessPointsHandshakeIsItsCause) {
  eapol(EapolKeyMessage::k4Way1, 50 * kMs);  // the first key's
  eapol(EapolKeyMessage::k4Way1, 1990 * kMs);
  rekey(2, 2 * kSecond, 2 * kSecond + kMs);
  EXPECT_EQ(only().cause, "ap");
}

TEST_F(RekeysTest, AStationsRequestIsItsCause) {
  eapol(EapolKeyMessage::kOther, 1980 * kMs, true);
  eapol(EapolKeyMessage::k4Way1, 1990 * kMs);
  rekey(2, 2 * kSecond, 2 * kSecond + kMs);
  EXPECT_EQ(only().cause, "sta-request");
}

TEST_F(RekeysTest, AMicFailureReportIsItsCause) {
  eapol(EapolKeyMessage::kMicFailureReport, 1980 * kMs, true);
  eapol(EapolKeyMessage::k4Way1, 1990 * kMs);
  rekey(2, 2 * kSecond, 2 * kSecond + kMs);
  EXPECT_EQ(only().cause, "mic-failure-report");
}

TEST_F(RekeysTest, OnlyWhatCameSinceTheKeyBeforeAndBeforeThisOneIsACause) {
  eapol(EapolKeyMessage::kMicFailureReport, 50 * kMs, true);
  eapol(EapolKeyMessage::kMicFailureReport, 1980 * kMs, true, "sta2");
  eapol(EapolKeyMessage::kMicFailureReport, 3 * kSecond, true);
  rekey(2, 2 * kSecond, 2 * kSecond + kMs);
  EXPECT_EQ(only().cause, "unknown");
}

TEST_F(RekeysTest, FailuresBelongToTheLastRekeyBeforeThem) {
  rekey(2, 2 * kSecond, 2 * kSecond + 50 * kMs);
  rekey(3, 6 * kSecond, 6 * kSecond + 50 * kMs);
  failed(Verdict::kIcvFailure, kSecond);
  failed(Verdict::kIcvFailure, 2 * kSecond);
  failed(Verdict::kIcvFailure, 3 * kSecond);
  failed(Verdict::kMicFailure, 6 * kSecond - 1);
  failed(Verdict::kMicFailure, 6 * kSecond);
  failed(Verdict::kMicFailure, 9 * kSecond);
  failed(Verdict::kReplay, 9 * kSecond);
  failed(Verdict::kIcvFailure, 9 * kSecond, true);  // a group frame's
  failed(Verdict::kIcvFailure, 9 * kSecond).receiver = "sta2";
  FrameVerdict& up = failed(Verdict::kIcvFailure, 9 * kSecond);
  up.sender = "sta";
  up.receiver = "ap";
  const auto rekeys = found();
  ASSERT_EQ(rekeys.size(), 2U);
  EXPECT_EQ(rekeys[0].icv_failures, 2U);
  EXPECT_EQ(rekeys[0].mic_failures, 1U);
  EXPECT_EQ(rekeys[1].icv_failures, 1U);
  EXPECT_EQ(rekeys[1].mic_failures, 2U);
}

TEST_F(RekeysTest, LossesAreWindowTimesRate) {
  rekey(2, 2 * kSecond, 2 * kSecond + 50 * kMs);
  traffic(2 * kSecond, 2 * kSecond + 50 * kMs);
  EXPECT_EQ(only().lost, 5U);
  EXPECT_EQ(only().lost_in_window, 5U);
  EXPECT_EQ(only().outage_ns, 60 * kMs);
  EXPECT_EQ(only().outage_begin_ns, 1990 * kMs + kMs);
}

TEST_F(RekeysTest, LossesAfterTheWindowAreTheRekeysButNotTheWindows) {
  rekey(2, 2 * kSecond, 2 * kSecond + 50 * kMs);
  rekey(3, 6 * kSecond, 6 * kSecond + 50 * kMs);
  traffic(2 * kSecond, 3 * kSecond);
  const auto rekeys = found();
  ASSERT_EQ(rekeys.size(), 2U);
  EXPECT_EQ(rekeys[0].lost, 100U);
  EXPECT_EQ(rekeys[0].lost_in_window, 5U);
  EXPECT_EQ(rekeys[0].outage_ns, 1010 * kMs);
  EXPECT_EQ(rekeys[1].lost, 0U);
  EXPECT_EQ(rekeys[1].outage_ns, 10 * kMs);
}

TEST_F(RekeysTest, TheWindowLastsUntilTheLastHalf) {
  switched({.node = "sta", .tk = 2, .mic = 1, .at = 2 * kSecond});
  switched({.node = "ap", .tk = 2, .at = 2 * kSecond});
  switched({.node = "sta", .tk = 2, .at = 2 * kSecond + 50 * kMs});
  traffic(2 * kSecond, 2 * kSecond + 100 * kMs);
  EXPECT_EQ(only().lost, 10U);
  EXPECT_EQ(only().lost_in_window, 5U);
}

TEST_F(RekeysTest, AnOutageMayLastUntilTheEndOfTheRun) {
  rekey(2, 2 * kSecond, 2 * kSecond + kMs);
  traffic(2 * kSecond, kSecond * 100);
  EXPECT_EQ(only().outage_ns, 10 * kSecond - (1990 + 1) * kMs);
}

TEST_F(RekeysTest, WithoutLossTheOutageIsTheInterval) {
  rekey(2, 2 * kSecond, 2 * kSecond + kMs);
  traffic();
  EXPECT_EQ(only().outage_ns, 10 * kMs);
  EXPECT_EQ(only().lost, 0U);
}

TEST_F(RekeysTest, WithoutTrafficThereIsNoOutage) {
  rekey(2, 2 * kSecond, 2 * kSecond + kMs);
  EXPECT_FALSE(only().outage_ns);
}

TEST_F(RekeysTest, FlowsDoNotHideEachOthersOutage) {
  rekey(2, 2 * kSecond, 2 * kSecond + kMs);
  traffic();
  traffic(2 * kSecond, 2 * kSecond + 200 * kMs, 1);
  EXPECT_EQ(only().outage_ns, 210 * kMs);
  EXPECT_EQ(only().lost, 20U);
}

TEST_F(RekeysTest, AnotherStationsTrafficIsNotItsLoss) {
  rekey(2, 2 * kSecond, 2 * kSecond + kMs);
  traffic(2 * kSecond, 3 * kSecond, 1, "sta2");
  traffic();
  EXPECT_EQ(only().lost, 0U);
  EXPECT_EQ(only().outage_ns, 10 * kMs);
}

using BuildReport = MadeUpRun;

TEST_F(BuildReport, CountsFrames) {
  verdicts_.captured = 1000;
  failed(Verdict::kAccepted, kSecond).observed = Observed::kDelivered;
  failed(Verdict::kMicFailure, kSecond).observed = Observed::kMicFailure;
  FrameVerdict& icv = failed(Verdict::kIcvFailure, kSecond);
  icv.observed = Observed::kTkipFailure;
  icv.at_replay_check = true;
  FrameVerdict& clear = failed(Verdict::kUnprotected, kSecond);
  clear.protected_frame = false;
  clear.observed = Observed::kDroppedOther;
  failed(Verdict::kAccepted, kSecond);  // nothing observed it
  // a group frame at two receivers
  failed(Verdict::kAccepted, kSecond, true).observed = Observed::kDelivered;
  FrameVerdict again = verdicts_.frames.back();
  again.receiver = "sta2";
  verdicts_.frames.push_back(again);
  const Report built = report();
  EXPECT_EQ(built.scenario, "made-up");
  EXPECT_EQ(built.kernel, "7.3.4");
  EXPECT_EQ(built.virtual_s, 10.0);
  EXPECT_EQ(built.captured, 1000U);
  EXPECT_EQ(built.protected_frames, 5U);
  EXPECT_EQ(built.verdicts.at(Verdict::kAccepted), 4U);
  EXPECT_EQ(built.verdicts.at(Verdict::kMicFailure), 1U);
  EXPECT_EQ(built.verdicts.at(Verdict::kIcvFailure), 1U);
  EXPECT_EQ(built.verdicts.at(Verdict::kUnprotected), 1U);
  EXPECT_EQ(built.at_replay_check, 1U);
  EXPECT_EQ(built.observed.at(Observed::kDelivered), 3U);
  EXPECT_EQ(built.compared, 6U);
  EXPECT_THAT(built.disagreements, IsEmpty());
}

TEST_F(BuildReport, KeepsDisagreements) {
  failed(Verdict::kAccepted, kSecond).observed = Observed::kDelivered;
  failed(Verdict::kAccepted, kSecond).observed = Observed::kTkipFailure;
  const Report built = report();
  ASSERT_EQ(built.disagreements.size(), 1U);
  EXPECT_EQ(built.disagreements[0].n, 2U);
}

TEST_F(BuildReport, CountermeasuresAreReason14) {
  left(kSecond, "sta", 3);
  EXPECT_FALSE(report().countermeasures_ns);
  left(2 * kSecond, "sta", 14);
  left(3 * kSecond, "sta", 14);
  EXPECT_EQ(report().countermeasures_ns, 2 * kSecond);
}

TEST_F(BuildReport, CountermeasuresAreOverWhenBothSidesHaveAKeyAgain) {
  left(2 * kSecond, "sta", 14);
  EXPECT_FALSE(report().countermeasures_over_ns);
  switched({.node = "sta", .tk = 2, .at = 7 * kSecond});
  switched({.node = "sta", .tk = 3, .at = 8 * kSecond});
  switched({.node = "ap", .tk = 3, .at = 8 * kSecond, .sta = "another"});
  EXPECT_FALSE(report().countermeasures_over_ns);
  switched({.node = "ap", .tk = 3, .at = 8 * kSecond + kMs});
  EXPECT_EQ(report().countermeasures_over_ns, 8 * kSecond + kMs);
  evidence_.guest.end_ns = verdicts_.end_ns = 8 * kSecond;
  EXPECT_FALSE(report().countermeasures_over_ns);
}

TEST_F(BuildReport, SumsUpTraffic) {
  const auto arrived = [](std::uint32_t flow, std::uint64_t sequence, std::uint64_t arrival,
                          std::uint32_t copies) {
    TrafficRecord record;
    record.flow = flow;
    record.sequence = sequence;
    record.received_ns = 1;
    record.arrival = arrival;
    record.copies = copies;
    return record;
  };
  TrafficRecord lost;
  lost.sequence = 4;
  traffic_ = {arrived(0, 1, 1, 1), arrived(0, 2, 3, 3), arrived(0, 3, 2, 1), lost,
              arrived(1, 1, 1, 1)};
  const TrafficSummary sum = report().traffic;
  EXPECT_EQ(sum.sent, 5U);
  EXPECT_EQ(sum.received, 4U);
  EXPECT_EQ(sum.lost, 1U);
  EXPECT_EQ(sum.duplicates, 2U);
  EXPECT_EQ(sum.reordered, 1U);
}

TEST(Report, HoldsWhenEveryExpectationDoes) {
  Report report;
  EXPECT_TRUE(report.all_expectations_hold());
  report.expectations.resize(2);
  report.expectations[0].held = true;
  EXPECT_FALSE(report.all_expectations_hold());
  report.expectations[1].held = true;
  EXPECT_TRUE(report.all_expectations_hold());
}

void expect_fields(const nlohmann::json& object, const std::vector<std::string>& fields) {
  ASSERT_TRUE(object.is_object()) << object;
  for (const std::string& field : fields) EXPECT_TRUE(object.contains(field)) << field;
}

TEST(ReportJson, HasEveryFieldOfTheContract) {
  const nlohmann::json json = sample_report();
  expect_fields(
      json, {"schema", "keyrace", "scenario", "seed", "engine", "virtual_s", "wall_s", "stacks",
             "frames", "observed", "model", "rekeys", "countermeasures", "expectations", "answer"});
  EXPECT_EQ(json["schema"], 1);
  expect_fields(json["engine"], {"name", "kernel"});
  expect_fields(json["stacks"][0], {"node", "name", "version", "sha256", "interposed"});
  expect_fields(json["frames"], {"captured", "protected", "verdicts"});
  expect_fields(json["frames"]["verdicts"],
                {"accepted", "icv_failure", "mic_failure", "replay", "no_key", "unprotected",
                 "duplicate", "fragment_dropped", "malformed"});
  expect_fields(json["observed"],
                {"delivered", "mic_failure", "tkip_failure", "ccmp_failure", "dropped_other"});
  expect_fields(json["model"], {"compared", "disagreements"});
  expect_fields(json["model"]["disagreements"][0], {"frame", "verdict", "observed"});
  expect_fields(json["rekeys"][0],
                {"n", "kind", "cause", "ap_active_ns", "sta_active_ns", "window_ns", "outage_ns",
                 "icv_failures", "mic_failures", "lost"});
  expect_fields(json["countermeasures"], {"started", "at_ns", "over_ns"});
  expect_fields(json["expectations"][0], {"text", "held", "actual"});
  EXPECT_TRUE(json["answer"].is_array());
}

TEST(ReportJson, TellsWhatInstallsDid) {
  Report report;
  report.seed = 7;
  report.mic_reversed = 3;
  UndoneInstall refused;
  refused.node = "sta";
  refused.pairwise = true;
  refused.epoch = 2;
  refused.error = -28;
  UndoneInstall dropped = refused;
  dropped.error = 0;
  dropped.fault = "drop";
  report.undone = {refused, dropped};
  report.reinstalls.resize(1);
  report.reinstalls[0].counters = Counters::kKept;
  Rekey rekey;
  rekey.end = RekeyEnd::kLinkDown;
  rekey.end_ns = 55;
  EapolSighting message;
  message.n = 12;
  message.message = EapolKeyMessage::k4Way4;
  message.sender = "sta";
  rekey.messages = {message};
  report.rekeys = {rekey};
  const nlohmann::json json = report_to_json(report);
  EXPECT_EQ(json["seed"], 7);
  EXPECT_EQ(json["frames"]["mic_reversed"], 3);
  EXPECT_EQ(json["undone_installs"][0]["error"], "ENOSPC");
  EXPECT_EQ(json["undone_installs"][0]["kind"], "pairwise");
  EXPECT_EQ(json["undone_installs"][0]["epoch"], 2);
  EXPECT_TRUE(json["undone_installs"][0]["fault"].is_null());
  EXPECT_TRUE(json["undone_installs"][1]["error"].is_null());
  EXPECT_EQ(json["undone_installs"][1]["fault"], "drop");
  EXPECT_EQ(json["reinstalls"][0]["counters"], "kept");
  EXPECT_EQ(json["rekeys"][0]["end"], "link-down");
  EXPECT_EQ(json["rekeys"][0]["end_ns"], 55);
  EXPECT_EQ(json["rekeys"][0]["messages"][0]["message"], "4way-4");
  EXPECT_EQ(json["rekeys"][0]["messages"][0]["n"], 12);
  EXPECT_TRUE(json["rekeys"][0]["messages"][0]["tk_epoch"].is_null());
  EXPECT_EQ(json["rekeys"][0]["message_4_encrypted"], false);
}

TEST(ReportJson, HasTheReportsValues) {
  Report report;
  report.scenario = "late";
  report.engine = "uml";
  report.kernel = "7.3.4";
  report.virtual_s = 9.5;
  report.stacks = {{"ap", "hostapd", "2.10", "ab12", "/usr/sbin/hostapd", "seccomp", {}}};
  report.captured = 12;
  report.protected_frames = 8;
  report.verdicts = {{Verdict::kIcvFailure, 3}};
  report.observed = {{Observed::kTkipFailure, 4}};
  report.compared = 8;
  FrameVerdict differs;
  differs.n = 5;
  differs.verdict = Verdict::kAccepted;
  differs.observed = Observed::kTkipFailure;
  report.disagreements = {differs};
  Rekey rekey;
  rekey.n = 1;
  rekey.kind = "pairwise";
  rekey.cause = "ap";
  rekey.ap_active_ns = 5;
  rekey.lost = 7;
  report.rekeys = {rekey};
  report.countermeasures_ns = 99;
  report.expectations = {{.text = "a == b", .held = true, .actual = "a = 1"}};
  report.answer = {"So it is."};
  const nlohmann::json json = report_to_json(report);
  EXPECT_EQ(json["scenario"], "late");
  EXPECT_EQ(json["engine"]["kernel"], "7.3.4");
  EXPECT_EQ(json["virtual_s"], 9.5);
  EXPECT_EQ(json["stacks"][0]["version"], "2.10");
  EXPECT_EQ(json["stacks"][0]["interposed"], "seccomp");
  EXPECT_EQ(json["frames"]["captured"], 12);
  EXPECT_EQ(json["frames"]["protected"], 8);
  EXPECT_EQ(json["frames"]["verdicts"]["icv_failure"], 3);
  EXPECT_EQ(json["frames"]["verdicts"]["accepted"], 0);
  EXPECT_EQ(json["observed"]["tkip_failure"], 4);
  EXPECT_EQ(json["observed"]["delivered"], 0);
  EXPECT_EQ(json["model"]["compared"], 8);
  EXPECT_EQ(json["model"]["disagreements"][0]["frame"], 5);
  EXPECT_EQ(json["model"]["disagreements"][0]["verdict"], "accepted");
  EXPECT_EQ(json["model"]["disagreements"][0]["observed"], "tkip_failure");
  EXPECT_EQ(json["rekeys"][0]["ap_active_ns"], 5);
  EXPECT_TRUE(json["rekeys"][0]["sta_active_ns"].is_null());
  EXPECT_TRUE(json["rekeys"][0]["window_ns"].is_null());
  EXPECT_EQ(json["rekeys"][0]["lost"], 7);
  EXPECT_EQ(json["countermeasures"]["started"], true);
  EXPECT_EQ(json["countermeasures"]["at_ns"], 99);
  EXPECT_EQ(json["expectations"][0]["held"], true);
  EXPECT_EQ(json["answer"][0], "So it is.");

  const nlohmann::json quiet = report_to_json(Report{});
  EXPECT_EQ(quiet["countermeasures"]["started"], false);
  EXPECT_TRUE(quiet["countermeasures"]["at_ns"].is_null());
}

TEST(FramesLog, HasEveryFieldOfTheContract) {
  FrameVerdict frame;
  frame.n = 22;
  frame.t_ns = 150'121'472;
  frame.ta = *MacAddress::parse("02:00:00:00:00:a0");
  frame.ra = *MacAddress::parse("02:00:00:00:01:00");
  frame.seq = 6;
  frame.frag = 1;
  frame.tsc = Tsc{77};
  frame.key_id = KeyId{2};
  frame.tk_epoch = 3;
  frame.verdict = Verdict::kMicFailure;
  frame.observed = Observed::kMicFailure;
  frame.why = "so";
  const std::string path = ::testing::TempDir() + "report_rekeys_test.frames.jsonl";
  write_frames_log(path, {frame, FrameVerdict{}});
  std::ifstream in(path);
  std::string header, first, second;
  std::getline(in, header);
  std::getline(in, first);
  std::getline(in, second);
  std::filesystem::remove(path);
  EXPECT_EQ(header, "{\"schema\":1,\"file\":\"frames\"}");
  const nlohmann::json json = nlohmann::json::parse(first);
  expect_fields(json, {"n", "t_ns", "ta", "ra", "seq", "frag", "retry", "tsc", "key_id", "tk_epoch",
                       "mic_epoch", "receiver_epoch", "verdict", "observed", "why"});
  EXPECT_EQ(json["n"], 22);
  EXPECT_EQ(json["ta"], "02:00:00:00:00:a0");
  EXPECT_EQ(json["tsc"], 77);
  EXPECT_EQ(json["key_id"], 2);
  EXPECT_EQ(json["tk_epoch"], 3);
  EXPECT_TRUE(json["mic_epoch"].is_null());
  EXPECT_EQ(json["verdict"], "mic_failure");
  EXPECT_EQ(json["observed"], "mic_failure");
  EXPECT_TRUE(nlohmann::json::parse(second)["observed"].is_null());
  EXPECT_TRUE(nlohmann::json::parse(second)["tsc"].is_null());
}

TEST(FramesLog, TellsMicKeysOfTheOtherDirection) {
  FrameVerdict own;
  own.mic_epoch = own.receiver_mic_epoch = 2;
  FrameVerdict reversed = own;
  reversed.mic_epoch = MicEpoch{2, MicDirection::kOther};
  FrameVerdict at_receiver = own;
  at_receiver.receiver_mic_epoch = MicEpoch{1, MicDirection::kOther};
  const std::string path = ::testing::TempDir() + "report_rekeys_test.mic.jsonl";
  write_frames_log(path, {own, reversed, at_receiver, FrameVerdict{}});
  std::ifstream in(path);
  std::vector<nlohmann::json> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(nlohmann::json::parse(line));
  std::filesystem::remove(path);
  ASSERT_EQ(lines.size(), 5U);
  const auto mic = [&](std::size_t i) {
    return std::pair(lines[i]["mic_epoch"], lines[i]["mic_reversed"]);
  };
  const auto receivers = [&](std::size_t i) {
    return std::pair(lines[i]["receiver_mic_epoch"], lines[i]["receiver_mic_reversed"]);
  };
  EXPECT_EQ(mic(1), std::pair(nlohmann::json(2), nlohmann::json(false)));
  EXPECT_EQ(receivers(1), std::pair(nlohmann::json(2), nlohmann::json(false)));
  EXPECT_EQ(mic(2), std::pair(nlohmann::json(2), nlohmann::json(true)));
  EXPECT_EQ(receivers(2), std::pair(nlohmann::json(2), nlohmann::json(false)));
  EXPECT_EQ(mic(3), std::pair(nlohmann::json(2), nlohmann::json(false)));
  EXPECT_EQ(receivers(3), std::pair(nlohmann::json(1), nlohmann::json(true)));
  EXPECT_EQ(mic(4), std::pair(nlohmann::json(nullptr), nlohmann::json(false)));
}

TEST(Spoken, Durations) {
  EXPECT_EQ(spoken_duration(0), "0 ns");
  EXPECT_EQ(spoken_duration(999), "999 ns");
  EXPECT_EQ(spoken_duration(1'000), "1 us");
  EXPECT_EQ(spoken_duration(26'112), "26 us");
  EXPECT_EQ(spoken_duration(50'050'000), "50.0 ms");
  EXPECT_EQ(spoken_duration(1'000'000'000), "1.00 s");
  EXPECT_EQ(spoken_duration(3'700'000'000), "3.70 s");
}

TEST(Spoken, Times) {
  EXPECT_EQ(spoken_time(0), "0.000 s");
  EXPECT_EQ(spoken_time(7'150'400'000), "7.150 s");
  EXPECT_EQ(spoken_time(86'400'000'000'000), "86400.000 s");
}

TEST(Spoken, Counts) {
  EXPECT_EQ(spoken_count(0, "frame"), "0 frames");
  EXPECT_EQ(spoken_count(1, "frame"), "1 frame");
  EXPECT_EQ(spoken_count(5, "frame"), "5 frames");
}

TEST(Spoken, Lists) {
  EXPECT_EQ(spoken_list({}), "");
  EXPECT_EQ(spoken_list({231}), "231");
  EXPECT_EQ(spoken_list({1, 2, 3, 4, 5, 6}), "1, 2, 3, 4, 5, 6");
  // one more is said as easily as left out
  EXPECT_EQ(spoken_list({1, 2, 3, 4, 5, 6, 7}), "1, 2, 3, 4, 5, 6, 7");
  EXPECT_EQ(spoken_list({1, 2, 3, 4, 5, 6, 7, 8}), "1, 2, 3, 4, 5, 6 ... 8");
}

TEST(ReportText, TellsTheOutcomeAndWhereTheEvidenceIs) {
  Report report;
  report.scenario = "late";
  report.answer = {"No frame failed the ICV or the Michael MIC."};
  report.expectations = {{.text = "count(rekeys) >= 4", .held = true, .actual = "4"}};
  std::string text = report_to_text(report, "/runs/late-1");
  EXPECT_THAT(text, HasSubstr("late: every expectation holds\n"));
  EXPECT_THAT(text, HasSubstr("No frame failed the ICV or the Michael MIC.\n"));
  EXPECT_THAT(text, HasSubstr("/runs/late-1"));
  report.expectations[0].held = false;
  report.expectations[0].actual = "count(rekeys) = 3";
  text = report_to_text(report, "/runs/late-1");
  EXPECT_THAT(text, HasSubstr("late: 1 of 1 expectation does not hold\n"));
  EXPECT_THAT(
      text,
      HasSubstr("  DOES NOT HOLD  count(rekeys) >= 4\n    found count(rekeys) = 3\n\nAnswer\n"));
}

}  // namespace
}  // namespace keyrace
