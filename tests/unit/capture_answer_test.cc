// What `keyrace verify` says of a capture, in words.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "lab/capture/capture_walk.h"
#include "lab/report/capture_report.h"
#include "tests/made_up_air.h"

namespace keyrace {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class CaptureAnswer : public testing::Test {
 protected:
  static GivenKeys passphrase() {
    GivenKeys keys;
    keys.passphrases.push_back({MadeUpAir::kPassphrase, std::nullopt});
    return keys;
  }
  static GivenKeys pmk_of(const MadeUpAir& air) {
    GivenKeys keys;
    keys.pmks.push_back(air.pmk());
    return keys;
  }
  static CaptureFindings findings(const MadeUpAir& air, const GivenKeys& keys) {
    CaptureWalk walk(keys, nullptr);
    for (const AirFrame& frame : air.frames) walk.take(frame);
    return walk.finish(false);
  }
  static std::vector<std::string> answer(const MadeUpAir& air,
                                         const GivenKeys& keys = passphrase()) {
    return explain_capture(findings(air, keys));
  }
  // Both sides have shown that they have the newest key.
  static void show_both(MadeUpAir& air) {
    air.data({.from_ap = false});
    air.data({.from_ap = true});
  }
  static MadeUpAir associated(MadeUpAir::Kind kind = {}) {
    MadeUpAir air(kind);
    air.beacon();
    air.handshake();
    show_both(air);
    return air;
  }
};

TEST_F(CaptureAnswer, NamesTheReasonWhyALinkEnded) {
  struct Case {
    std::uint16_t reason;
    const char* words;
  };
  for (const Case& c : {Case{15, "the AP left it with reason 15, 4-way handshake timeout."},
                        Case{16, "the AP left it with reason 16, group key handshake timeout."},
                        Case{14, "reason 14, Michael MIC failure: TKIP countermeasures."},
                        Case{71, "the AP left it with reason 71."}}) {
    MadeUpAir air = associated();
    air.deauthenticate(c.reason);
    EXPECT_THAT(answer(air), Contains(HasSubstr(c.words)));
  }
}

// --- what a passphrase does not open -----------------------------------------------------------

MadeUpAir::Kind of_akm(std::uint8_t version, std::uint8_t akm) {
  return {KeyDescriptor::kRsn, version, FrameCipher::kCcmp, akm};
}

TEST_F(CaptureAnswer, SaysThatSaeAndOweTakeAPmk) {
  for (const auto& [akm, words] :
       {std::pair(8,
                  "SAE: the PMK can't be computed from the passphrase and a capture; give --pmk"),
        std::pair(18, "OWE: the PMK can't be computed from a capture; give --pmk")}) {
    const MadeUpAir air = associated(of_akm(0, static_cast<std::uint8_t>(akm)));
    const CaptureFindings found = findings(air, passphrase());
    EXPECT_THAT(explain_capture(found), Contains(HasSubstr(words)));
    EXPECT_THAT(found.sessions[0].why_unopened, HasSubstr(words));
    EXPECT_THAT(answer(air, pmk_of(air)), Not(Contains(HasSubstr("--pmk"))));
  }
}

// Its AKM is the 2/4's, whatever else the AP offers.
TEST_F(CaptureAnswer, SaysThatFtTakesTheTemporalKey) {
  constexpr char kWords[] = "FT: keyrace does not compute FT's key hierarchy; give --tk";
  for (const MadeUpAir::Kind& kind : {of_akm(3, 3), of_akm(3, 4), of_akm(0, 9)}) {
    const MadeUpAir air = associated(kind);
    for (const GivenKeys& keys : {passphrase(), pmk_of(air)}) {
      const CaptureFindings found = findings(air, keys);
      EXPECT_THAT(explain_capture(found), Contains(HasSubstr(kWords)));
      EXPECT_THAT(explain_capture(found), Not(Contains(HasSubstr("fits none of the keys"))));
      EXPECT_EQ(found.sessions[0].why_unopened, std::string("no key: ") + kWords);
    }
    GivenKeys tk;
    tk.temporal_keys.push_back(EpochKey::ccmp(air.ptk().key.tk));
    EXPECT_THAT(answer(air, tk), Not(Contains(HasSubstr("FT"))));
  }
}

TEST_F(CaptureAnswer, NamesACipherThatIsNotOpened) {
  MadeUpAir air;
  air.beacon();
  air.handshake();
  show_both(air);
  for (AirFrame& frame : air.frames) {  // beacon and 2/4
    const MadeUpAir::Octets tkip{0x00, 0x0f, 0xac, 2, 1, 0, 0x00, 0x0f, 0xac, 2};
    const auto found = std::ranges::search(frame.body, tkip);
    if (!found.empty()) found[9] = 9;  // GCMP-256
  }
  const CaptureFindings found = findings(air, passphrase());
  EXPECT_THAT(found.sessions[0].why_unopened,
              HasSubstr("its cipher is GCMP-256; keyrace opens TKIP and CCMP"));
  EXPECT_THAT(explain_capture(found), Contains(HasSubstr("stay closed: its cipher is GCMP-256")));
}

// --- rekeys whose messages were not all captured ------------------------------------------------

TEST_F(CaptureAnswer, OfARekeyWithout4Of4SaysWhatTheAirDoesNotTell) {
  MadeUpAir air = associated();
  air.handshake({1, 2, 3});
  const auto third = air.frames.back().n;
  show_both(air);
  const CaptureFindings found = findings(air, passphrase());
  EXPECT_THAT(explain_capture(found),
              Contains(AllOf(HasSubstr("PTK 2: message 4/4 was not captured; when its handshake "
                                       "ended, the air does not tell; message 3/4 is frame " +
                                       std::to_string(third)),
                             HasSubstr("the STA's first frame under it is frame " +
                                       std::to_string(third + 1)))));
  EXPECT_EQ(found.sessions[0].mics_wrong, 0U);
}

TEST_F(CaptureAnswer, OfARekeyWithout1Of4SaysSo) {
  MadeUpAir air = associated();
  air.handshake({2, 3, 4});
  show_both(air);
  const CaptureFindings found = findings(air, passphrase());
  EXPECT_THAT(explain_capture(found),
              Contains(AllOf(HasSubstr("PTK 2: message 4/4 is frame "),
                             HasSubstr("message 1/4 was not captured; the STA's first frame"))));
  EXPECT_THAT(explain_capture(found), Not(Contains(HasSubstr("none of the keys"))));
  EXPECT_EQ(found.sessions[0].mics_wrong, 0U) << "of 2/4 it could not be told";
  EXPECT_EQ(found.verdicts.at(Verdict::kAccepted), 4U);
}

TEST_F(CaptureAnswer, OfARekeyWithout3And4SaysSo) {
  MadeUpAir air = associated();
  air.handshake({1, 2});
  show_both(air);
  EXPECT_THAT(answer(air), Contains(HasSubstr("PTK 2: messages 3/4 and 4/4 were not captured; when "
                                              "its handshake ended, the air does not tell; the "
                                              "STA's first frame under it")));
}

TEST_F(CaptureAnswer, OfARekeyWithoutANonceSaysThatItsKeyCannotBeTold) {
  MadeUpAir air = associated();
  const auto first = air.frames.back().n + 1;
  air.handshake({1, 3, 4});
  show_both(air);
  const CaptureFindings found = findings(air, passphrase());
  EXPECT_THAT(explain_capture(found),
              Contains(HasSubstr("(frames " + std::to_string(first) + ", " +
                                 std::to_string(first + 1) + ", " + std::to_string(first + 2) +
                                 ") can't be told, for a nonce is missing: message 2/4 was not "
                                 "captured.")));
  EXPECT_THAT(explain_capture(found), Not(Contains(HasSubstr("none of the keys"))));
  EXPECT_EQ(found.sessions[0].mics_wrong, 0U);
  EXPECT_THAT(found.sessions[0].why_unopened,
              HasSubstr("a nonce of the last handshake was not captured"));
  const auto json = capture_to_json(found, "")["sessions"][0]["handshakes_without_epoch"];
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0]["key_known"], false);
  EXPECT_EQ(json[0]["messages"].size(), 3U);
}

// The handshakes of two rekeys, one without 2/4, the next without 1/4, are not taken for one.
TEST_F(CaptureAnswer, TellsHandshakesApartThatLackMessages) {
  MadeUpAir air = associated();
  air.handshake({1, 3});
  const auto second = air.frames.back().n + 1;
  air.handshake({2, 3, 4});
  show_both(air);
  const CaptureFindings found = findings(air, passphrase());
  ASSERT_EQ(found.sessions[0].changeovers.size(), 2U);
  const auto& messages = found.sessions[0].changeovers[1].handshake.messages;
  EXPECT_FALSE(messages[0].first);
  EXPECT_EQ(messages[1].first.n, second);
  EXPECT_EQ(messages[2].times, 1U);
  ASSERT_EQ(found.sessions[0].without_epoch.size(), 1U);
  EXPECT_TRUE(found.sessions[0].without_epoch[0].handshake.messages[0].first);
}

TEST_F(CaptureAnswer, OfARekeyThatNobodyFinishedSaysThatTheAirDoesNotTell) {
  MadeUpAir air = associated();
  air.handshake({1, 2, 3});
  air.data({.from_ap = false, .tk = 1, .mic = 1});
  const CaptureFindings found = findings(air, passphrase());
  EXPECT_THAT(explain_capture(found),
              Contains(AllOf(HasSubstr("No frame is under the key of a handshake of "),
                             HasSubstr("), and message 4/4 was not captured: whether either side "
                                       "installed it, the air does not tell."))));
  EXPECT_EQ(found.sessions[0].epochs.size(), 1U);
}

TEST_F(CaptureAnswer, ADamagedMessageDoesNotSpeakAgainstTheKeys) {
  MadeUpAir air = associated();
  air.begin_handshake();
  air.send_message(1);
  air.send_message(2, 0, false);
  EXPECT_THAT(answer(air), Contains(HasSubstr("The MIC of 1 handshake message of ")));
  EXPECT_THAT(answer(air), Not(Contains(HasSubstr("Passphrase or SSID are wrong"))));
}

TEST_F(CaptureAnswer, CountsCleanRekeysWithout4Of4) {
  MadeUpAir air = associated();
  for (const auto& messages : {std::vector{1, 2, 3, 4}, std::vector{1, 2, 3}}) {
    air.handshake(messages);
    show_both(air);
  }
  EXPECT_THAT(answer(air), Contains(HasSubstr("Of 1 rekey message 4/4 was not captured")));
}

// --- group key handshakes -----------------------------------------------------------------------

class GroupHandshakes : public CaptureAnswer {
 protected:
  // After this, GTK 2 is the one to be told.
  void SetUp() override { air_.new_gtk(2); }
  std::uint64_t ask() {
    air_.group_message();
    return air_.frames.back().n;
  }
  std::string frame(std::uint64_t n) { return std::to_string(n); }
  nlohmann::ordered_json gtk_2() {
    const auto json = capture_to_json(findings(air_, passphrase()), "");
    for (const auto& epoch : json["sessions"][0]["epochs"]) {
      if (epoch["kind"] == "group" && epoch["epoch"] == 2) return epoch["group_handshakes"];
    }
    return nullptr;
  }

  MadeUpAir air_ = associated();
  const std::string sta_ = MadeUpAir::kSta.to_string();
};

TEST_F(GroupHandshakes, ThatAreAnsweredAreNotTold) {
  const auto asked = ask();
  air_.group_answer();
  const auto answered = air_.frames.back().n;
  air_.data({.group = true});
  EXPECT_THAT(answer(air_), Not(Contains(HasSubstr("group message"))));
  const auto json = gtk_2();
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0]["message_1_frames"], nlohmann::json({asked}));
  EXPECT_EQ(json[0]["message_2_frame"], answered);
}

TEST_F(GroupHandshakes, ThatWereNotOverWhenTheCaptureEndedAreNotTold) {
  ask();
  air_.data({.tk = 1, .mic = 1, .group = true});
  EXPECT_THAT(answer(air_), Not(Contains(HasSubstr("group message"))));
}

TEST_F(GroupHandshakes, WithoutAnAnswerBeforeTheKeysFirstUseAreTold) {
  const auto asked = ask();
  const auto used = air_.data({.group = true});
  air_.data({.group = true});
  EXPECT_THAT(answer(air_),
              Contains(AllOf(HasSubstr(sta_ + " never answered group message 1/2 of GTK 2 (frame " +
                                       frame(asked) +
                                       "); the first frame under that key is frame " + frame(used)),
                             HasSubstr("or its message 2/2 was not captured"))));
  EXPECT_EQ(gtk_2()[0]["message_2_frame"], nullptr);
}

TEST_F(GroupHandshakes, ThatWereRepeatedAreTold) {
  const auto first = ask(), second = ask();
  EXPECT_THAT(answer(air_), Contains(AllOf(HasSubstr("never answered group message 1/2 of GTK 2 "
                                                     "(frames " +
                                                     frame(first) + ", " + frame(second) + ")"),
                                           HasSubstr("The AP repeated the message"))));
  EXPECT_EQ(gtk_2()[0]["message_1_frames"], nlohmann::json({first, second}));
  air_.group_answer();
  EXPECT_THAT(answer(air_),
              Contains(HasSubstr("answered group message 1/2 of GTK 2 (frames " + frame(first) +
                                 ", " + frame(second) +
                                 "), as far as was captured, only in frame " + frame(second + 1))));
}

TEST_F(GroupHandshakes, ThatWereOnlyRetriedOnTheAirAreNotRepeated) {
  AirFrame retry = air_.frames.at(ask() - 1);
  retry.header.retry = true;
  ++retry.n;
  air_.frames.push_back(retry);
  EXPECT_THAT(answer(air_), Not(Contains(HasSubstr("group message"))));
}

TEST_F(GroupHandshakes, WithALateAnswerAreTold) {
  ask();
  const auto used = air_.data({.group = true});
  air_.group_answer();
  EXPECT_THAT(answer(air_),
              Contains(HasSubstr("after the first frame under that key, frame " + frame(used))));
}

TEST_F(GroupHandshakes, AreNotAnsweredByAnythingElse) {
  ask();
  air_.group_answer(0, false);
  air_.data({.group = true});
  EXPECT_THAT(answer(air_), Contains(HasSubstr("never answered"))) << "its MIC is wrong";
  air_.group_answer();
  EXPECT_THAT(answer(air_), Not(Contains(HasSubstr("never answered"))));

  air_.new_gtk(1);
  ask();
  air_.data({.group = true});
  EXPECT_THAT(answer(air_), Contains(HasSubstr("never answered group message 1/2 of GTK 3")))
      << "the answer before was of GTK 2";
}

// The answer to GTK 2 comes when GTK 3 was told already: its replay counter says whose it is.
TEST_F(GroupHandshakes, AreAnsweredByTheirReplayCounter) {
  ask();
  air_.group_answer();
  AirFrame late = air_.frames.back();
  air_.frames.pop_back();
  air_.new_gtk(1);
  ask();
  late.n = ask() + 1;
  air_.frames.push_back(late);
  EXPECT_THAT(answer(air_), Contains(HasSubstr("never answered group message 1/2 of GTK 3")));
  EXPECT_EQ(gtk_2()[0]["message_2_frame"], late.n);
}

TEST_F(GroupHandshakes, OfAKeyThatTheStaHasAlreadyAreOfTheirOwn) {
  ask();
  air_.group_answer();
  air_.data({.group = true});
  const auto again = ask(), and_again = ask();
  ASSERT_EQ(gtk_2().size(), 2U);
  EXPECT_EQ(gtk_2()[1]["message_1_frames"], nlohmann::json({again, and_again}));
}

}  // namespace
}  // namespace keyrace
