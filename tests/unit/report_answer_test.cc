// The sentences of a report's answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/unit/made_up_run.h"

namespace keyrace {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

using ExplainTest = MadeUpRun;

TEST_F(ExplainTest, NothingWrong) {
  rekey(2, 2 * kSecond, 2 * kSecond + 26'000);
  traffic();
  frame(Verdict::kAccepted, kSecond, 1, 1, 1, 1);
  EXPECT_THAT(answer(), Contains("No frame failed the ICV or the Michael MIC."));
  EXPECT_THAT(answer(), Contains(AllOf(HasSubstr("ap switched first"), HasSubstr("26 us"))));
  EXPECT_THAT(answer(), Contains("All 980 datagrams arrived."));
  EXPECT_THAT(answer(), Contains("The receiver model and Linux 7.3.4 agree on all 1 frame."));
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("fault"))));
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("countermeasures"))));
}

TEST_F(ExplainTest, CcmpHasItsOwnWords) {
  rekey(2, 2 * kSecond, 2 * kSecond + 50 * kMs);
  traffic();
  FrameVerdict& late = frame(Verdict::kIcvFailure, 2 * kSecond + kMs, 2, 2, 1, 1);
  late.cipher = FrameCipher::kCcmp;
  late.at_replay_check = true;
  EXPECT_THAT(answer(), Contains(AllOf(HasSubstr("1 frame from ap failed the CCM MIC at sta"),
                                       HasSubstr("before the CCM MIC: a new key's PN"),
                                       Not(HasSubstr("Michael")))));
  EXPECT_THAT(answer(), Contains(HasSubstr("None of this is a Michael MIC failure")));
}

TEST_F(ExplainTest, AStationThatInstallsLate) {
  rekey(2, 2 * kSecond, 2 * kSecond + 50 * kMs);
  rekey(3, 6 * kSecond, 6 * kSecond + 51 * kMs);
  traffic(2 * kSecond, 2 * kSecond + 50 * kMs);
  frame(Verdict::kIcvFailure, 2 * kSecond + kMs, 2, 2, 1, 1).at_replay_check = true;
  frame(Verdict::kIcvFailure, 2 * kSecond + 11 * kMs, 2, 2, 1, 1).at_replay_check = true;
  EXPECT_THAT(answer(),
              Contains(AllOf(HasSubstr("2 frames from ap failed the ICV at sta"),
                             HasSubstr("frames 1, 2, at 2.001 s to 2.011 s"),
                             HasSubstr("under the new key while sta still had the old one"),
                             HasSubstr("all of them at its replay check"))));
  EXPECT_THAT(answer(), Contains(HasSubstr("No frame failed the Michael MIC")));
  EXPECT_THAT(answer(), Contains("In 2 pairwise rekeys ap switched first, sta followed 50.0 ms to "
                                 "51.0 ms later."));
  EXPECT_THAT(answer(), Contains("5 of 980 datagrams were lost, all of them sent while the two "
                                 "sides' keys differed."));
}

TEST_F(ExplainTest, AnAccessPointThatInstallsLate) {
  rekey(2, 2 * kSecond + 50 * kMs, 2 * kSecond);
  frame(Verdict::kIcvFailure, 2 * kSecond + kMs, 1, 1, 2, 2);
  EXPECT_THAT(answer(), Contains(HasSubstr("under the old key while sta had the new one")));
  EXPECT_THAT(answer(), Contains("In 1 pairwise rekey sta switched first, the AP followed 50.0 ms "
                                 "later."));
}

TEST_F(ExplainTest, AnIcvFailureThatNoKeyExplains) {
  failed(Verdict::kIcvFailure, kSecond).receiver_epoch = 1;
  EXPECT_THAT(answer(), Contains(AllOf(HasSubstr("1 frame from ap failed the ICV"),
                                       HasSubstr("no stack had asked for"))));
}

TEST_F(ExplainTest, ASplitInstallAtTheReceiver) {
  switched({.node = "sta", .tk = 2, .mic = 1, .at = 2 * kSecond});
  switched({.node = "ap", .tk = 2, .at = 2 * kSecond + 10'000});
  switched({.node = "sta", .tk = 2, .at = 2 * kSecond + 50 * kMs});
  for (int i = 0; i < 3; ++i) {
    frame(Verdict::kMicFailure, 2 * kSecond + 10 * kMs, 2, 2, 2, 1);
  }
  left(2 * kSecond + 60 * kMs, "sta", 14);
  EXPECT_THAT(answer(), Contains(AllOf(
                            HasSubstr("3 frames from ap failed the Michael MIC at sta"),
                            HasSubstr("encrypted under PTK 2 and signed with the MIC key of PTK 2"),
                            HasSubstr("sta had the TK of PTK 2 with the MIC key of PTK 1"),
                            HasSubstr("its install is at fault, not the timing"))));
  EXPECT_THAT(answer(), Contains(AllOf(HasSubstr("sta had the "), HasSubstr("2.000 s"),
                                       HasSubstr("50.0 ms"))));
  EXPECT_THAT(answer(), Contains(AllOf(HasSubstr("countermeasures started at 2.060 s"),
                                       HasSubstr("refused for 60 s."))));
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("No frame failed"))));
}

TEST_F(ExplainTest, ManySplitInstallsAreOneSentence) {
  for (int epoch = 2; epoch < 5; ++epoch) {
    const auto at = static_cast<std::uint64_t>(epoch) * kSecond;
    switched({.node = "sta", .tk = epoch - 1, .mic = epoch, .at = at});
    rekey(epoch, at, at + 50 * kMs);
  }
  EXPECT_THAT(answer(), Contains("3 times sta had halves of two keys, the first time the TK of PTK "
                                 "1 with the MIC key of PTK 2 from 2.000 s on, for 50.0 ms."));
}

TEST_F(ExplainTest, ASplitInstallThatIsNeverCompleted) {
  switched({.node = "ap", .tk = 2, .mic = 1, .at = 2 * kSecond});
  switched({.node = "sta", .tk = 2, .at = 2 * kSecond});
  EXPECT_THAT(answer(), Contains(AllOf(HasSubstr(" had the "), HasSubstr("TK"),
                                       HasSubstr("MIC key"), HasSubstr("2.000 s"))));
}

TEST_F(ExplainTest, ASenderAtFault) {
  frame(Verdict::kMicFailure, kSecond, 2, 1, 2, 2);
  EXPECT_THAT(answer(), Contains(AllOf(HasSubstr("1 frame from ap failed the Michael MIC at sta"),
                                       HasSubstr("(frame 1, at 1.000 s)"),
                                       HasSubstr("signed with the MIC key of PTK 1"),
                                       HasSubstr("the sender is at fault"))));
}

TEST_F(ExplainTest, AnUnknownHalfAtTheReceiver) {
  frame(Verdict::kMicFailure, kSecond, 1, 1, 1, std::nullopt);
  EXPECT_THAT(answer(), Contains(AllOf(HasSubstr("with the MIC key of an unknown key"),
                                       HasSubstr("its install is at fault"))));
}

constexpr MicDirection kOther = MicDirection::kOther;

TEST_F(ExplainTest, SwappedMicKeysAtTheReceiver) {
  switched({.node = "sta", .tk = 2, .mic = MicEpoch{2, kOther}, .at = kSecond});
  frame(Verdict::kMicFailure, kSecond, 2, 2, 2, MicEpoch{2, kOther});
  EXPECT_THAT(answer(),
              Contains(AllOf(HasSubstr("signed with the MIC key of PTK 2, while"),
                             HasSubstr("with the MIC key of PTK 2 for the other direction"),
                             HasSubstr("ap used one key as it is meant"),
                             HasSubstr("sta has its two MIC keys in each other's place: its "
                                       "install is at fault"))));
  EXPECT_THAT(answer(), Contains("sta had the two MIC keys of PTK 2 in each other's place, from "
                                 "1.000 s on."));
}

TEST_F(ExplainTest, SwappedMicKeysAtTheSender) {
  frame(Verdict::kMicFailure, kSecond, 2, MicEpoch{2, kOther}, 2, 2);
  EXPECT_THAT(answer(),
              Contains(AllOf(HasSubstr("signed with the MIC key of PTK 2 for the other direction"),
                             HasSubstr("sta had one key as it is meant"),
                             HasSubstr("ap has its two MIC keys in each other's place"))));
}

TEST_F(ExplainTest, MicKeysSwappedOnBothSidesWork) {
  for (const std::string node : {"ap", "sta"}) {
    switched({.node = node, .tk = 2, .mic = MicEpoch{2, kOther}, .at = kSecond});
    switched({.node = node, .tk = 3, .mic = MicEpoch{3, kOther}, .at = 2 * kSecond});
  }
  frame(Verdict::kAccepted, kSecond, 2, MicEpoch{2, kOther}, 2, MicEpoch{2, kOther});
  frame(Verdict::kAccepted, kSecond, 1, 1, 1, 1);
  EXPECT_THAT(answer(), Contains(AllOf(HasSubstr("1 frame (1 from ap; frame 1, at 1.000 s) arrived "
                                                 "although signed with the MIC key for the other"),
                                       HasSubstr("the two faults cancel out"))));
  EXPECT_THAT(answer(), Contains("sta had the two MIC keys of PTK 2 to 3 in each other's place, "
                                 "from 1.000 s on."));
  EXPECT_THAT(answer(), Contains("No frame failed the ICV or the Michael MIC."));
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("at fault"))));
}

TEST_F(ExplainTest, AKeyThatWasAlteredOnTheWay) {
  switched({.node = "sta", .tk = 2, .at = kSecond});
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("had asked for"))));
  KeySwitch& altered = verdicts_.switches.back();
  altered.asked_epoch = 2;
  altered.altered = {KeyHalf::kTxMic};
  EXPECT_THAT(answer(),
              Contains("sta's kernel got PTK 2 with another MIC key to sign with than its "
                       "stack had asked for, from 1.000 s on."));
  altered.tk_epoch = std::nullopt;
  altered.altered = {KeyHalf::kTk};
  EXPECT_THAT(answer(), Contains("sta's kernel got PTK 2 with another TK than its stack had asked "
                                 "for, from 1.000 s on."));
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("an unknown key"))));
}

TEST_F(ExplainTest, AReceiverWithATkThatNobodyAskedFor) {
  frame(Verdict::kIcvFailure, kSecond, 2, 2, 1, 1).receiver_epoch = std::nullopt;
  EXPECT_THAT(answer(), Contains(HasSubstr("sta had a key that no stack had asked for.")));
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("still had the old one"))));
}

TEST_F(ExplainTest, RightMicKeysAreNotWorthAWord) {
  rekey(2, 2 * kSecond, 2 * kSecond);
  frame(Verdict::kAccepted, 3 * kSecond, 2, 2, 2, 2);
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("each other's place"))));
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("other direction"))));
}

TEST_F(ExplainTest, BothSidesAtFault) {
  frame(Verdict::kMicFailure, kSecond, 2, 1, 2, 3);
  EXPECT_THAT(answer(), Contains(HasSubstr("Neither side's halves fit the other's.")));
}

TEST_F(ExplainTest, DifferentStoriesAreToldApart) {
  frame(Verdict::kMicFailure, kSecond, 2, 2, 2, 1);
  frame(Verdict::kMicFailure, kSecond, 2, 1, 2, 2);
  FrameVerdict& up = frame(Verdict::kMicFailure, kSecond, 2, 2, 2, 1);
  up.sender = "sta";
  up.receiver = "ap";
  EXPECT_THAT(answer(), Contains(HasSubstr("failed the Michael MIC at sta")).Times(2));
  EXPECT_THAT(answer(), Contains(HasSubstr("failed the Michael MIC at ap")).Times(1));
}

TEST_F(ExplainTest, ARekeyThatNeverFinished) {
  switched({.node = "ap", .tk = 2, .at = 2 * kSecond});
  EXPECT_THAT(answer(), Contains("Rekey 1 never finished: ap had PTK 2 from 2.000 s on, sta never "
                                 "did. Within the run nothing ended it."));
}

TEST_F(ExplainTest, AKeyThatWasAcknowledgedAndLost) {
  UndoneInstall undone;
  undone.node = undone.sta = "sta";
  undone.pairwise = true;
  undone.epoch = 2;
  undone.asked_ns = 2 * kSecond;
  undone.fault = "drop";
  verdicts_.undone = {undone};
  switched({.node = "ap", .tk = 2, .at = 2 * kSecond});
  left(7 * kSecond, "sta2", 3);
  left(8 * kSecond, "sta", 15);
  rekey(3, 9 * kSecond, 9 * kSecond);
  EXPECT_THAT(answer().front(),
              "Rekey 1 never finished: ap had PTK 2 from 2.000 s on, sta never did; its stack was "
              "told that the key was installed (fault drop), its kernel never got it. It ended at "
              "8.000 s, when ap took the link down (frame 8000000, reason 15, 4-way handshake "
              "timeout); a new handshake brought PTK 3 at 9.000 s.");
}

TEST_F(ExplainTest, AKeyThatTheApNeverHadEndsWithTheNextOne) {
  switched({.node = "sta", .tk = 2, .at = 2 * kSecond});
  rekey(3, 4 * kSecond, 4 * kSecond);
  EXPECT_THAT(answer().front(),
              "Rekey 1 never finished: sta had PTK 2 from 2.000 s on, ap never "
              "did. It ended with PTK 3 at 4.000 s.");
}

TEST_F(ExplainTest, ARefusedInstall) {
  UndoneInstall undone;
  undone.node = undone.sta = "sta";
  undone.pairwise = true;
  undone.epoch = 2;
  undone.asked_ns = 2 * kSecond;
  undone.error = -5;
  verdicts_.undone = {undone};
  EXPECT_THAT(answer().front(),
              "sta asked for PTK 2; the install was refused with EIO by the "
              "kernel at 2.000 s. Within the run nothing ended it.");
  verdicts_.undone[0].fault = "fail";
  left(2 * kSecond, "sta", 1);
  switched({.node = "ap", .tk = 2, .at = 2 * kSecond});
  EXPECT_THAT(answer().front(), AllOf(HasSubstr("the install was refused with EIO (fault fail)"),
                                      HasSubstr("took the link down (frame 2000000, reason 1, "
                                                "unspecified).")));
}

TEST_F(ExplainTest, AMessage4InTheClear) {
  for (const std::uint64_t at : {80 * kMs, 2 * kSecond, 4 * kSecond}) {
    eapol(EapolKeyMessage::k4Way1, at);
    eapol(EapolKeyMessage::k4Way4, at + kMs);
  }
  rekey(2, 2 * kSecond + 2 * kMs, 2 * kSecond + 2 * kMs);
  EXPECT_THAT(answer(), Contains(HasSubstr("Message 4/4 of rekey 1 went out unencrypted (frame "
                                           "2001000), although sta had a key")));
  rekey(3, 4 * kSecond + 2 * kMs, 4 * kSecond + 2 * kMs);
  EXPECT_THAT(answer(), Contains(HasSubstr("Message 4/4 of rekeys 1, 2 went out unencrypted "
                                           "(frames 2001000, 4001000), although sta had a key")));
  for (EapolSighting& each : verdicts_.eapol) each.encrypted = true;
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("Message 4/4"))));
}

TEST_F(ExplainTest, AFirstHandshakesMessage4IsAlwaysInTheClear) {
  eapol(EapolKeyMessage::k4Way1, 80 * kMs);
  eapol(EapolKeyMessage::k4Way4, 85 * kMs);
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("Message 4/4"))));
}

TEST_F(ExplainTest, TheSameKeyAgain) {
  switched({.node = "sta", .tk = 1, .at = kSecond, .effect = InstallEffect::kSameAgain});
  EXPECT_THAT(answer(),
              Contains(AllOf(HasSubstr("Once sta's kernel was given the pairwise key that "
                                       "it had already, PTK 1 at 1.000 s."),
                             HasSubstr("does not show"))));
  for (const std::uint64_t at : {kSecond - kMs, kSecond + kMs}) {
    FrameVerdict& up = frame(Verdict::kAccepted, at, 1, 1, 1, 1);
    std::swap(up.sender, up.receiver);
    up.n = frame_number(at);
    up.tsc = Tsc{at / kMs};
  }
  EXPECT_THAT(answer(), Contains(HasSubstr("It kept the key's counters: sta's next frame under it, "
                                           "1001000, has TSC 1001 after 999.")));
  verdicts_.frames.back().tsc = Tsc{1};
  EXPECT_THAT(answer(), Contains(AllOf(HasSubstr("It began the key's counters anew"),
                                       HasSubstr("has TSC 1 after 999"))));
}

TEST_F(ExplainTest, ADisagreementIsAFinding) {
  frame(Verdict::kAccepted, kSecond, 1, 1, 1, 1);
  frame(Verdict::kAccepted, kSecond, 1, 1, 1, 1).observed = Observed::kTkipFailure;
  EXPECT_THAT(answer(),
              Contains(AllOf(HasSubstr("differ on 1 frame of 2"), HasSubstr("the first is frame 2"),
                             HasSubstr("accepted was expected, tkip_failure happened"))));
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("agree on all"))));
}

TEST_F(ExplainTest, OtherDropsAreTold) {
  FrameVerdict& clear = failed(Verdict::kUnprotected, kSecond);
  clear.why = "a data frame in the clear";
  EXPECT_THAT(answer(),
              Contains(AllOf(HasSubstr("1 frame from ap to sta was dropped"),
                             HasSubstr("unprotected"), HasSubstr("a data frame in the clear"))));
}

}  // namespace
}  // namespace keyrace
