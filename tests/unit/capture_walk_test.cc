// What a capture tells, of networks that are made up so that everything about them is known.
#include "lab/capture/capture_walk.h"

#include <gmock/gmock.h>

#include "lab/capture/pattern.h"
#include "tests/made_up_air.h"

namespace keyrace {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::SizeIs;

class Recorder : public CaptureListener {
 public:
  void on_verdict(const CaptureVerdict& verdict) override {
    EXPECT_GT(verdict.frame.n, last_) << "in the order of the capture";
    EXPECT_GT(verdict.frame.n, settled_) << "told before it was said to be settled";
    last_ = verdict.frame.n;
    verdicts[verdict.frame.n] = verdict;
  }
  void on_settled(std::uint64_t n) override { settled_ = n; }
  void on_event(std::uint64_t n, const std::string& what) override { events[n] = what; }

  std::map<std::uint64_t, CaptureVerdict> verdicts;
  std::map<std::uint64_t, std::string> events;

 private:
  std::uint64_t last_ = 0;
  std::uint64_t settled_ = 0;
};

GivenKeys passphrase(const std::string& text = MadeUpAir::kPassphrase) {
  GivenKeys keys;
  keys.passphrases.push_back({text, std::nullopt});
  return keys;
}

class CaptureWalkTest : public testing::Test {
 protected:
  const CaptureFindings& walk(const MadeUpAir& air, const GivenKeys& keys = passphrase()) {
    CaptureWalk walk(keys, &recorder_);
    for (const AirFrame& frame : air.frames) walk.take(frame);
    findings_ = walk.finish(false);
    return findings_;
  }
  const CaptureVerdict& of(std::uint64_t n) { return recorder_.verdicts.at(n); }
  Verdict verdict(std::uint64_t n) { return of(n).frame.verdict; }
  const SessionFindings& session() { return findings_.sessions.at(0); }

  // Both sides have shown that they have the newest key.
  static void show_both(MadeUpAir& air) {
    air.data({.from_ap = false});
    air.data({.from_ap = true});
  }
  static MadeUpAir rekeyed() {
    MadeUpAir air;
    air.beacon();
    air.handshake();
    show_both(air);
    air.handshake();
    show_both(air);
    return air;
  }

  Recorder recorder_;
  CaptureFindings findings_;
};

// --- every combination ------------------------------------------------------------------------

struct Combination {
  int tk, mic;
  bool replay, fragmented, retry, qos, from_ap;
};

class Combinations
    : public CaptureWalkTest,
      public testing::WithParamInterface<std::tuple<int, int, bool, bool, bool, bool, bool>> {
 protected:
  static Combination combination() {
    const auto [tk, mic, replay, fragmented, retry, qos, from_ap] = GetParam();
    return {tk, mic, replay, fragmented, retry, qos, from_ap};
  }
};

Verdict expected(const Combination& how) {
  if (how.retry) return Verdict::kDuplicate;
  if (how.tk != 2) return Verdict::kIcvFailure;
  if (how.replay) return Verdict::kReplay;
  return how.mic == 2 ? Verdict::kAccepted : Verdict::kMicFailure;
}

TEST_P(Combinations, HaveTheirVerdict) {
  const Combination how = combination();
  MadeUpAir air = rekeyed();
  MadeUpAir::Sending sending;
  sending.from_ap = how.from_ap;
  if (how.qos) sending.tid = 5;
  air.data(sending);  // so that its TID has a counter, and its stream a sequence number
  sending.tk = how.tk;
  sending.mic = how.mic;
  sending.seq = 77;
  std::uint64_t first = 0, last = 0;
  if (how.fragmented) {
    if (how.replay) sending.tsc = 1;
    if (how.retry) air.fragments(sending, how.tk, how.tk);
    sending.retry = how.retry;
    // The retries of both come one after the other: the first is no repetition of the one before.
    std::tie(first, last) = air.fragments(sending, how.tk, how.tk);
  } else {
    if (how.replay) sending.tsc = 1;
    if (how.retry) air.data(sending);
    sending.retry = how.retry;
    first = last = air.data(sending);
  }
  walk(air);
  EXPECT_EQ(of(last).frame.tk_epoch, how.tk);
  if (!how.fragmented) {
    EXPECT_EQ(of(last).frame.mic_epoch, MicEpoch{how.mic});
    EXPECT_EQ(verdict(last), expected(how)) << of(last).frame.why;
  } else if (!how.retry) {
    const bool opens = how.tk == 2 && !how.replay;
    EXPECT_EQ(of(last).frame.mic_epoch, MicEpoch{how.mic});
    EXPECT_EQ(verdict(first), opens ? Verdict::kAccepted : expected(how)) << of(first).frame.why;
    EXPECT_EQ(verdict(last), expected(how)) << of(last).frame.why;
  }
  EXPECT_FALSE(of(last).assumed);
}

INSTANTIATE_TEST_SUITE_P(Capture, Combinations,
                         testing::Combine(testing::Values(1, 2), testing::Values(1, 2),
                                          testing::Bool(), testing::Bool(), testing::Bool(),
                                          testing::Bool(), testing::Bool()));

TEST_F(CaptureWalkTest, FragmentsOfTwoKeysAreNamed) {
  MadeUpAir air = rekeyed();
  const auto [old_first, new_second] = air.fragments({}, 1, 2);
  walk(air);
  EXPECT_EQ(of(old_first).frame.tk_epoch, 1);
  EXPECT_EQ(of(new_second).frame.tk_epoch, 2);
  EXPECT_EQ(verdict(old_first), Verdict::kIcvFailure);
  EXPECT_EQ(verdict(new_second), Verdict::kFragmentDropped);
  EXPECT_EQ(of(new_second).frame.mic_epoch, MicEpoch{2}) << "Michael is over the whole MSDU";
}

TEST_F(CaptureWalkTest, FourAddressesAndBothDirections) {
  MadeUpAir air = rekeyed();
  const auto down = air.data({.from_ap = true, .four_addresses = true});
  const auto up = air.data({.from_ap = false, .four_addresses = true});
  walk(air);
  EXPECT_EQ(verdict(down), Verdict::kAccepted);
  EXPECT_EQ(verdict(up), Verdict::kAccepted);
  EXPECT_THAT(findings_.sessions, SizeIs(1));
}

// --- handshakes -------------------------------------------------------------------------------

struct KindCase {
  const char* name;
  MadeUpAir::Kind kind;
};

class Handshakes : public CaptureWalkTest, public testing::WithParamInterface<KindCase> {};

TEST_P(Handshakes, GiveTheirKeys) {
  MadeUpAir air(GetParam().kind);
  air.beacon();
  air.handshake();
  if (GetParam().kind.descriptor == KeyDescriptor::kWpa) air.group_message(1);
  const auto up = air.data({.from_ap = false});
  const auto down = air.data({.from_ap = true});
  const auto group = air.data({.from_ap = true, .group = true});
  walk(air);
  for (const auto n : {up, down, group})
    EXPECT_EQ(verdict(n), Verdict::kAccepted) << of(n).frame.why;
  EXPECT_EQ(session().ssid, MadeUpAir::kSsid);
  EXPECT_THAT(session().epochs, SizeIs(1));
  EXPECT_EQ(session().mics_wrong, 0U);
  EXPECT_EQ(session().mics_right, GetParam().kind.descriptor == KeyDescriptor::kWpa ? 4U : 3U);
  EXPECT_EQ(session().epochs[0].key.tk, air.ptk().key.tk);
  ASSERT_THAT(findings_.networks, SizeIs(1));
  EXPECT_THAT(findings_.networks[0].epochs, SizeIs(1));
}

TEST_P(Handshakes, OfAWrongPassphraseOpenNothing) {
  MadeUpAir air(GetParam().kind);
  air.beacon();
  air.handshake();
  show_both(air);
  walk(air, passphrase("correct horsf"));
  EXPECT_EQ(findings_.verdicts.at(Verdict::kNoKey), 2U);
  EXPECT_EQ(findings_.verdicts.size(), 1U);
  EXPECT_EQ(session().mics_wrong, 3U);
  EXPECT_THAT(session().why_unopened, HasSubstr("the MIC of its handshake fits none of the keys"));
  EXPECT_THAT(session().epochs, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Capture, Handshakes,
    testing::Values(KindCase{"Wpa1Tkip", {KeyDescriptor::kWpa, 1, FrameCipher::kTkip}},
                    KindCase{"Wpa1Ccmp", {KeyDescriptor::kWpa, 2, FrameCipher::kCcmp}},
                    KindCase{"RsnRc4Tkip", {KeyDescriptor::kRsn, 1, FrameCipher::kTkip}},
                    KindCase{"RsnTkip", {KeyDescriptor::kRsn, 2, FrameCipher::kTkip}},
                    KindCase{"RsnCcmp", {KeyDescriptor::kRsn, 2, FrameCipher::kCcmp}},
                    KindCase{"RsnSha256Ccmp", {KeyDescriptor::kRsn, 3, FrameCipher::kCcmp}},
                    KindCase{"RsnSha256Tkip", {KeyDescriptor::kRsn, 3, FrameCipher::kTkip}}),
    [](const auto& each) { return each.param.name; });

// Of descriptor version 0: the AKM decides the MIC's algorithm.
class AkmDefined : public Handshakes {
 protected:
  static GivenKeys pmk_of(const MadeUpAir& air) {
    GivenKeys keys;
    keys.pmks.push_back(air.pmk());
    return keys;
  }
};

TEST_P(AkmDefined, HandshakesGiveTheirKeysUnderAPmk) {
  MadeUpAir air(GetParam().kind);
  air.beacon();
  air.handshake();
  const auto up = air.data({.from_ap = false});
  const auto down = air.data({.from_ap = true});
  const auto group = air.data({.from_ap = true, .group = true});
  air.handshake();
  const auto rekeyed = air.data({.from_ap = true});
  walk(air, pmk_of(air));
  for (const auto n : {up, down, group, rekeyed})
    EXPECT_EQ(verdict(n), Verdict::kAccepted) << of(n).frame.why;
  EXPECT_EQ(session().mics_right, 6U);
  EXPECT_EQ(session().mics_wrong, 0U);
  EXPECT_THAT(session().epochs, SizeIs(2));
}

TEST_P(AkmDefined, HandshakesWithAWrongMicGiveNone) {
  MadeUpAir air(GetParam().kind);
  air.beacon();
  air.begin_handshake();
  for (const int message : {1, 2, 3, 4}) air.send_message(message, 0, false);
  show_both(air);
  walk(air, pmk_of(air));
  EXPECT_THAT(session().epochs, IsEmpty());
  EXPECT_THAT(findings_.networks, Each(Field(&NetworkFindings::epochs, IsEmpty())));
  EXPECT_EQ(session().mics_wrong, 3U);
  EXPECT_EQ(findings_.verdicts.at(Verdict::kNoKey), 2U);
}

INSTANTIATE_TEST_SUITE_P(
    Capture, AkmDefined,
    testing::Values(KindCase{"Sae", {KeyDescriptor::kRsn, 0, FrameCipher::kCcmp, 8}},
                    KindCase{"SuiteB", {KeyDescriptor::kRsn, 0, FrameCipher::kCcmp, 11}},
                    KindCase{"Owe", {KeyDescriptor::kRsn, 0, FrameCipher::kCcmp, 18}},
                    KindCase{"SaeExtKey", {KeyDescriptor::kRsn, 0, FrameCipher::kCcmp, 24}}),
    [](const auto& each) { return each.param.name; });

class MissingMessages : public CaptureWalkTest,
                        public testing::WithParamInterface<std::vector<int>> {};

TEST_P(MissingMessages, DoNotMatterWhileBothNoncesAreThere) {
  MadeUpAir air;
  air.beacon();
  air.handshake(GetParam());
  const auto up = air.data({.from_ap = false});
  const auto down = air.data({.from_ap = true});
  walk(air);
  EXPECT_EQ(verdict(up), Verdict::kAccepted);
  EXPECT_EQ(verdict(down), Verdict::kAccepted);
  EXPECT_THAT(session().epochs, SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(Capture, MissingMessages,
                         testing::Values(std::vector{1, 2}, std::vector{2, 3}, std::vector{1, 2, 3},
                                         std::vector{2, 3, 4}, std::vector{1, 2, 4},
                                         std::vector{3, 2, 4}, std::vector{4, 3, 2, 1},
                                         std::vector{1, 1, 2, 2, 3, 3, 4, 4}));

TEST_F(CaptureWalkTest, WithoutANonceThereIsNoKey) {
  for (const auto& messages : {std::vector{1, 3, 4}, std::vector{2, 4}}) {
    MadeUpAir air;
    air.beacon();
    air.handshake(messages);
    show_both(air);
    Recorder recorder;
    const GivenKeys keys = passphrase();
    CaptureWalk walk(keys, &recorder);
    for (const AirFrame& frame : air.frames) walk.take(frame);
    const CaptureFindings findings = walk.finish(false);
    EXPECT_EQ(findings.verdicts.at(Verdict::kNoKey), 2U);
    EXPECT_EQ(findings.sessions[0].mics_wrong, 0U);
    EXPECT_GT(findings.sessions[0].mics_unchecked, 0U);
    EXPECT_THAT(findings.sessions[0].why_unopened, HasSubstr("a nonce of its handshake"));
  }
}

TEST_F(CaptureWalkTest, AMessageWithAWrongMicMakesNoKey) {
  MadeUpAir air;
  air.beacon();
  air.begin_handshake();
  air.send_message(1);
  air.send_message(2, 0, false);
  show_both(air);
  walk(air);
  EXPECT_EQ(findings_.verdicts.at(Verdict::kNoKey), 2U);
  EXPECT_EQ(session().mics_wrong, 1U);
}

TEST_F(CaptureWalkTest, TheSsidMayComeAfterTheHandshake) {
  MadeUpAir air;
  air.handshake();
  const auto before = air.data({.from_ap = false});
  air.beacon();
  const auto after = air.data({.from_ap = false});
  walk(air);
  EXPECT_EQ(verdict(after), Verdict::kAccepted);
  EXPECT_EQ(verdict(before), Verdict::kNoKey) << "nothing could be tried on it";
}

TEST_F(CaptureWalkTest, FramesBeforeTheMessageThatTellsTheirKeyAreOpenedLater) {
  MadeUpAir air;
  air.beacon();
  air.begin_handshake();
  air.send_message(1);
  const auto early = air.data({.from_ap = false});
  air.send_message(2);
  air.send_message(3);
  air.send_message(4);
  const auto later = air.data({.from_ap = false});
  walk(air);
  EXPECT_EQ(verdict(early), Verdict::kAccepted);
  EXPECT_TRUE(of(early).early);
  EXPECT_FALSE(of(later).early);
  EXPECT_EQ(findings_.early, 1U);
  EXPECT_EQ(session().unopened, 0U);
}

class EncryptedRekeys : public CaptureWalkTest, public testing::WithParamInterface<bool> {};

TEST_P(EncryptedRekeys, AreFollowed) {
  MadeUpAir air;
  air.beacon();
  air.handshake();
  show_both(air);
  for (int epoch = 1; epoch <= 5; ++epoch) {
    air.handshake({1, 2, 3, 4}, GetParam() ? epoch : 0);
    show_both(air);
  }
  walk(air);
  EXPECT_THAT(session().epochs, SizeIs(6));
  EXPECT_EQ(findings_.verdicts.count(Verdict::kNoKey), 0U);
  for (const Changeover& change : session().changeovers) {
    EXPECT_EQ(pattern_of(session(), change), Pattern::kClean);
    EXPECT_EQ(change.fresh, change.epoch == 1);
    for (const auto& message : change.handshake.messages) EXPECT_EQ(message.times, 1U);
    EXPECT_EQ(change.handshake.messages[2].encrypted, change.epoch > 1 && GetParam());
  }
}

INSTANTIATE_TEST_SUITE_P(Capture, EncryptedRekeys, testing::Bool());

// --- A-MSDUs ----------------------------------------------------------------------------------

// | DA | SA | length | MSDU | padding to 4 octets |, twice.
MadeUpAir::Octets two_subframes() {
  MadeUpAir::Octets octets;
  for (int i = 0; i < 2; ++i) {
    for (const MacAddress& address : {MadeUpAir::kSta, MadeUpAir::kPc})
      octets.insert(octets.end(), address.octets.begin(), address.octets.end());
    const MadeUpAir::Octets msdu = MadeUpAir::Sending{}.msdu;
    octets.insert(octets.end(), {0, static_cast<std::uint8_t>(msdu.size())});
    octets.insert(octets.end(), msdu.begin(), msdu.end());
    octets.resize((octets.size() + 3) / 4 * 4);
  }
  return octets;
}

// Michael is over all of an A-MSDU, with the addresses of the MAC header.
TEST_F(CaptureWalkTest, TkipAMsdusAreCheckedAsOne) {
  MadeUpAir air = rekeyed();
  MadeUpAir::Sending sending{.tid = 5, .a_msdu = true, .msdu = two_subframes()};
  const auto down = air.data(sending);
  sending.from_ap = false;
  const auto up = air.data(sending);
  sending.mic = 1;
  const auto mixed = air.data(sending);
  walk(air);
  EXPECT_EQ(verdict(down), Verdict::kAccepted);
  EXPECT_EQ(verdict(up), Verdict::kAccepted);
  EXPECT_EQ(verdict(mixed), Verdict::kMicFailure);
  EXPECT_EQ(of(mixed).frame.mic_epoch, MicEpoch{1});
}

TEST_F(CaptureWalkTest, CcmpAMsdusAreOpenedWithTheirBitCoveredOrNot) {
  MadeUpAir air({KeyDescriptor::kRsn, 2, FrameCipher::kCcmp});
  air.beacon();
  air.handshake();
  show_both(air);
  air.handshake();
  show_both(air);
  for (const AMsduBit bit : {AMsduBit::kMasked, AMsduBit::kCovered}) {
    MadeUpAir::Sending sending{
        .tid = 5, .a_msdu = true, .a_msdu_bit = bit, .msdu = two_subframes()};
    const auto right = air.data(sending);
    sending.tk = 1;
    const auto old = air.data(sending);
    walk(air);
    EXPECT_EQ(verdict(right), Verdict::kAccepted);
    EXPECT_EQ(verdict(old), Verdict::kIcvFailure);
    EXPECT_EQ(of(old).frame.tk_epoch, 1);
    recorder_ = {};
  }
}

// A first subframe whose addresses look like LLC/SNAP, and what follows like a message.
TEST_F(CaptureWalkTest, AnAMsdusAddressesAreNotTakenForALlcHeader) {
  MadeUpAir air = rekeyed();
  const auto before = air.frames.size();
  air.send_message(1);
  const AirFrame message = air.frames.back();
  const auto hidden = air.data({.tid = 5, .a_msdu = true, .msdu = message.body});
  air.frames[before].header.a_msdu = true;  // in the clear
  walk(air);
  EXPECT_EQ(verdict(hidden), Verdict::kAccepted);
  EXPECT_EQ(verdict(message.n), Verdict::kUnprotected);
  EXPECT_THAT(recorder_.events, Not(Contains(Key(message.n))));
  EXPECT_THAT(recorder_.events, Not(Contains(Key(hidden))));
}

// --- group keys -------------------------------------------------------------------------------

TEST_F(CaptureWalkTest, TheSameGroupKeyAgainIsNoNewEpoch) {
  MadeUpAir air({KeyDescriptor::kWpa, 1, FrameCipher::kTkip});
  air.beacon();
  air.handshake();
  air.group_message(1);
  air.data({.group = true});
  air.group_message(1);
  air.data({.group = true});
  walk(air);
  ASSERT_THAT(findings_.networks[0].epochs, SizeIs(1));
  EXPECT_EQ(findings_.networks[0].epochs[0].frames, 2U);
}

TEST_F(CaptureWalkTest, AKeyIdUsedAgainWithANewKeyIsANewEpoch) {
  MadeUpAir air;
  air.beacon();
  air.handshake();
  air.data({.group = true});
  air.new_gtk(1);
  air.group_message(1);
  const auto under_new = air.data({.group = true});
  const auto under_old = air.data({.tk = 1, .mic = 1, .group = true});
  walk(air);
  EXPECT_THAT(findings_.networks[0].epochs, SizeIs(2));
  EXPECT_EQ(verdict(under_new), Verdict::kAccepted);
  EXPECT_EQ(verdict(under_old), Verdict::kIcvFailure);
  EXPECT_EQ(of(under_old).frame.tk_epoch, 1);
}

// --- when each side switched ------------------------------------------------------------------

TEST_F(CaptureWalkTest, WhatGoesToASideThatStillSendsUnderTheOldKeyFails) {
  MadeUpAir air;
  air.beacon();
  air.handshake();
  show_both(air);
  air.handshake();
  const auto lost = air.data({.from_ap = true});
  const auto old = air.data({.from_ap = false, .tk = 1, .mic = 1});
  const auto unknown = air.data({.from_ap = true});
  const auto first_new = air.data({.from_ap = false});
  const auto known = air.data({.from_ap = true});
  walk(air);
  EXPECT_EQ(verdict(lost), Verdict::kIcvFailure);
  EXPECT_FALSE(of(lost).assumed);
  EXPECT_EQ(verdict(old), Verdict::kIcvFailure);
  EXPECT_EQ(verdict(unknown), Verdict::kAccepted);
  EXPECT_TRUE(of(unknown).assumed);
  EXPECT_EQ(verdict(known), Verdict::kAccepted);
  EXPECT_FALSE(of(known).assumed);
  const Changeover& change = session().changeovers[1];
  EXPECT_EQ(pattern_of(session(), change), Pattern::kTiming);
  EXPECT_EQ(change.ap.first_new.n, lost);
  EXPECT_EQ(change.sta.last_before.n, old);
  EXPECT_EQ(change.sta.first_new.n, first_new);
  EXPECT_THAT(change.to_sta.failed, ElementsAre(lost));
}

// The mission's question: a STA whose TK comes before its MIC keys.
TEST_F(CaptureWalkTest, WhatASilentSideGotUnderAKeyInBetweenIsAssumedToHaveArrived) {
  MadeUpAir air;
  air.beacon();
  air.handshake();
  std::vector<std::uint64_t> in_between;
  const auto send = [&] {
    air.data({.from_ap = true});
    in_between.push_back(air.frames.back().n);
  };
  send();
  air.handshake();
  show_both(air);
  air.handshake();
  send();
  send();
  air.handshake();
  show_both(air);
  walk(air);
  for (const std::uint64_t n : in_between) {
    EXPECT_EQ(verdict(n), Verdict::kAccepted) << n << ": " << of(n).frame.why;
    EXPECT_TRUE(of(n).assumed) << n;
  }
}

TEST_F(CaptureWalkTest, ASplitInstallShowsInTheStasOwnFramesAndReports) {
  MadeUpAir air;
  air.beacon();
  air.handshake();
  show_both(air);
  air.handshake();
  const auto failed = air.data({.from_ap = true});
  air.mic_failure_report(2, 1);
  const auto report = air.frames.size();
  const auto also_failed = air.data({.from_ap = true});
  const auto mixed = air.data({.from_ap = false, .tk = 2, .mic = 1});
  air.data({.from_ap = false});
  const auto good = air.data({.from_ap = true});
  walk(air);
  EXPECT_EQ(verdict(failed), Verdict::kMicFailure);
  EXPECT_EQ(of(failed).frame.receiver_epoch, 2);
  EXPECT_EQ(of(failed).frame.receiver_mic_epoch, MicEpoch{1});
  EXPECT_EQ(verdict(also_failed), Verdict::kMicFailure);
  EXPECT_FALSE(of(also_failed).assumed);
  EXPECT_EQ(verdict(mixed), Verdict::kMicFailure) << "at the AP, which has the whole key";
  EXPECT_EQ(verdict(good), Verdict::kAccepted);
  EXPECT_EQ(pattern_of(session(), session().changeovers[1]), Pattern::kSplitInstall);
  ASSERT_THAT(session().reports, SizeIs(1));
  EXPECT_EQ(session().reports[0].at.n, report);
  EXPECT_EQ(session().reports[0].cause, failed);
  EXPECT_EQ(recorder_.events[report], "mic-failure-report, encrypted");
}

TEST_F(CaptureWalkTest, ReportsOfASilentStaTellAsMuch) {
  MadeUpAir air;
  air.beacon();
  air.handshake();
  show_both(air);
  air.handshake();
  const auto failed = air.data({.from_ap = true});
  air.mic_failure_report();  // whole: by then its MIC keys are there
  walk(air);
  EXPECT_EQ(verdict(failed), Verdict::kMicFailure);
  EXPECT_TRUE(of(failed).assumed);
  EXPECT_EQ(session().reports[0].cause, failed);
  EXPECT_EQ(pattern_of(session(), session().changeovers[1]), Pattern::kSplitInstall);
}

TEST_F(CaptureWalkTest, AnApThatSignsWithTheOldKeyIsAMixedSender) {
  MadeUpAir air = rekeyed();
  const auto mixed = air.data({.from_ap = true, .tk = 2, .mic = 1});
  const auto report = air.frames.size() + 1;
  air.mic_failure_report();
  walk(air);
  EXPECT_EQ(verdict(mixed), Verdict::kMicFailure);
  EXPECT_FALSE(of(mixed).assumed);
  EXPECT_EQ(session().reports[0].at.n, report);
  EXPECT_EQ(session().reports[0].cause, mixed);
  EXPECT_EQ(pattern_of(session(), session().changeovers[1]), Pattern::kMixedSender);
  EXPECT_EQ(session().changeovers[1].ap.mixed_with, 1);
}

TEST_F(CaptureWalkTest, SwappedMicKeysAreNamed) {
  MadeUpAir air = rekeyed();
  const auto swapped = air.data({.from_ap = false, .other_direction = true});
  walk(air);
  EXPECT_EQ(verdict(swapped), Verdict::kMicFailure);
  EXPECT_EQ(of(swapped).frame.mic_epoch, (MicEpoch{2, MicDirection::kOther}));
  EXPECT_EQ(pattern_of(session(), session().changeovers[1]), Pattern::kSwapped);
}

TEST_F(CaptureWalkTest, ReportsThatNothingExplainsAreSaidToBeSo) {
  MadeUpAir air = rekeyed();
  air.mic_failure_report();
  walk(air);
  EXPECT_EQ(session().reports[0].cause, std::nullopt);
  EXPECT_EQ(pattern_of(session(), session().changeovers[1]), Pattern::kCannotTell);
}

TEST_F(CaptureWalkTest, DataInTheClearAfterAKeyIsUnprotected) {
  MadeUpAir air = rekeyed();
  const auto clear = air.clear_data(true);
  walk(air);
  EXPECT_EQ(verdict(clear), Verdict::kUnprotected);
}

TEST_F(CaptureWalkTest, CountermeasuresAndTheEndOfTheLinkAreTold) {
  MadeUpAir air = rekeyed();
  air.deauthenticate(14);
  const auto end = air.frames.size();
  air.handshake();
  const auto again = air.data({.from_ap = false});
  walk(air);
  ASSERT_TRUE(findings_.countermeasures);
  EXPECT_EQ(findings_.countermeasures.n, end);
  ASSERT_THAT(session().ends, SizeIs(1));
  EXPECT_EQ(session().ends[0].reason, 14);
  EXPECT_EQ(verdict(again), Verdict::kAccepted);
  EXPECT_TRUE(session().changeovers[2].fresh);
}

// --- keys of other kinds ----------------------------------------------------------------------

TEST_F(CaptureWalkTest, PmksAndTemporalKeysOpenAsWell) {
  MadeUpAir air;
  air.beacon();
  air.handshake();
  show_both(air);
  GivenKeys pmk, tk;
  pmk.pmks.push_back(air.pmk());
  tk.temporal_keys.push_back(air.ptk().key);
  for (const GivenKeys* keys : {&pmk, &tk}) {
    CaptureWalk walk(*keys, nullptr);
    for (const AirFrame& frame : air.frames) walk.take(frame);
    EXPECT_EQ(walk.finish(false).verdicts.at(Verdict::kAccepted), 2U);
  }
}

TEST_F(CaptureWalkTest, AnAllZeroPmkIsNone) {
  HandshakeKeys keys(Pmk{});
  EXPECT_FALSE(keys.has_pmk());
}

// A long capture of a STA that never sends takes no more memory for waiting.
TEST_F(CaptureWalkTest, WhatNobodyDecidesIsGivenOutInTheEnd) {
  MadeUpAir air;
  air.beacon();
  air.handshake();
  for (int i = 0; i < 5000; ++i) air.data({.from_ap = true});
  walk(air);
  EXPECT_EQ(findings_.verdicts.at(Verdict::kAccepted), 5000U);
  EXPECT_EQ(findings_.assumed, 5000U);
}

}  // namespace
}  // namespace keyrace
