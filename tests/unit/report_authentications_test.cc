// Authentications told from frames and key switches: where each begins and ends, and its keys.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/unit/made_up_run.h"

namespace keyrace {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::uint64_t kUs = 1'000;
constexpr std::uint8_t kTls = 13, kPeap = 25;
constexpr EapPacket kStart{.type = EapolPacketType::kStart};
constexpr EapPacket kSuccess{.code = EapCode::kSuccess};
constexpr EapPacket kFailure{.code = EapCode::kFailure};

EapPacket request(std::uint8_t method) {
  return {.code = EapCode::kRequest, .method = method};
}
EapPacket response(std::uint8_t method) {
  return {.code = EapCode::kResponse, .method = method};
}

class AuthenticationsTest : public MadeUpRun {
 protected:
  AuthenticationsTest() { verdicts_.switches.clear(); }

  using Key = std::optional<int>;

  // Identity and two rounds of the method, 100 us apart; `at` is the identity request's time.
  void asked(std::uint64_t at, Key key = {}, std::uint8_t method = kTls,
             const std::string& sta = "sta") {
    eap(request(kEapIdentity), "ap", at, key, sta);
    eap(response(kEapIdentity), sta, at + 100 * kUs, key, sta);
    for (const std::uint64_t round : {200 * kUs, 400 * kUs}) {
      eap(request(method), "ap", at + round, key, sta);
      eap(response(method), sta, at + round + 100 * kUs, key, sta);
    }
  }

  EapolSighting& message(EapolKeyMessage which, std::uint64_t at, Key key) {
    EapolSighting& sighting = eapol(which, at);
    const bool from_sta = which == EapolKeyMessage::k4Way2 || which == EapolKeyMessage::k4Way4 ||
                          which == EapolKeyMessage::kGroup2;
    sighting.sender = from_sta ? "sta" : "ap";
    sighting.encrypted = key.has_value();
    sighting.tk_epoch = key;
    return sighting;
  }

  // Messages 100 us apart; the STA switches after message 4/4, the AP when it has it.
  void four_way(std::uint64_t at, int epoch, Key old = {}) {
    message(EapolKeyMessage::k4Way1, at, old);
    message(EapolKeyMessage::k4Way2, at + 100 * kUs, old);
    message(EapolKeyMessage::k4Way3, at + 200 * kUs, old);
    message(EapolKeyMessage::k4Way4, at + 300 * kUs, old);
    switched({.node = "sta", .tk = epoch, .at = at + 310 * kUs});
    switched({.node = "ap", .tk = epoch, .at = at + 320 * kUs});
  }

  void group_handshake(std::uint64_t at, Key key) {
    message(EapolKeyMessage::kGroup1, at, key);
    message(EapolKeyMessage::kGroup2, at + 100 * kUs, key);
  }

  // EAP takes 600 us, the 4-way handshake begins 1 ms after `at`, the group's 2 ms after it.
  void authenticated(std::uint64_t at, int epoch, Key old = {}, std::uint8_t method = kTls) {
    asked(at, old, method);
    eap(kSuccess, "ap", at + 600 * kUs, old);
    four_way(at + kMs, epoch, old);
  }

  void of_wpa1() {
    for (EapolSighting& each : verdicts_.eapol) each.descriptor = KeyDescriptor::kWpa;
  }

  std::vector<Authentication> found() { return report().authentications; }

  static std::vector<std::string> what(const Authentication& authentication) {
    std::vector<std::string> names;
    for (const AuthenticationStep& each : authentication.steps) names.push_back(each.what);
    return names;
  }
};

TEST_F(AuthenticationsTest, WithoutEapThereIsNone) {
  four_way(kSecond, 1);
  EXPECT_THAT(found(), IsEmpty());
  EXPECT_EQ(authentications_text({}), "");
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("authenticat"))));
}

TEST_F(AuthenticationsTest, TheFirstHasEapAndTheKeysThatFollow) {
  authenticated(kSecond, 1);
  group_handshake(kSecond + 2 * kMs, 1);
  switched({.node = "sta", .tk = 1, .at = kSecond + 2 * kMs + 50 * kUs, .pairwise = false});
  of_wpa1();
  const auto all = found();
  ASSERT_EQ(all.size(), 1U);
  const Authentication& one = all[0];
  EXPECT_EQ(one.n, 1);
  EXPECT_EQ(one.sta, "sta");
  EXPECT_EQ(one.kind, "first");
  EXPECT_EQ(one.method, "EAP-TLS");
  EXPECT_EQ(one.result, "success");
  EXPECT_EQ(one.begin_ns, kSecond);
  EXPECT_EQ(one.end_ns, kSecond + 600 * kUs);
  EXPECT_FALSE(one.left_ns);
  EXPECT_EQ(one.eap_frames, 7U);
  EXPECT_EQ(one.eap_in_clear, 7U);
  EXPECT_EQ(one.four_way_ns, kSecond + kMs);
  EXPECT_EQ(one.epoch, 1);
  EXPECT_EQ(one.sta_active_ns, kSecond + kMs + 310 * kUs);
  EXPECT_EQ(one.ap_active_ns, kSecond + kMs + 320 * kUs);
  EXPECT_EQ(one.group_done_ns, kSecond + 2 * kMs + 100 * kUs);
  EXPECT_FALSE(one.rekey);
  EXPECT_THAT(what(one), ElementsAre("eap-request-identity", "eap-response-identity", "eap-request",
                                     "eap-response", "eap-request", "eap-response", "eap-success",
                                     "4way-1", "4way-2", "4way-3", "4way-4", "sta-switch",
                                     "ap-switch", "group-1", "sta-group-switch", "group-2"));
}

TEST_F(AuthenticationsTest, AStepIsAFrameOrASwitch) {
  authenticated(kSecond, 1);
  authenticated(2 * kSecond, 2, 1);
  const Authentication again = found().at(1);
  const AuthenticationStep& frame = again.steps.at(3);
  EXPECT_EQ(frame.what, "eap-response");
  EXPECT_EQ(frame.n, frame_number(2 * kSecond + 300 * kUs));
  EXPECT_EQ(frame.t_ns, 2 * kSecond + 300 * kUs);
  EXPECT_EQ(frame.node, "sta");
  EXPECT_EQ(frame.encrypted, true);
  EXPECT_EQ(frame.tk_epoch, 1);
  EXPECT_EQ(frame.method, "EAP-TLS");
  const AuthenticationStep& key = again.steps.back();
  EXPECT_EQ(key.what, "ap-switch");
  EXPECT_FALSE(key.n);
  EXPECT_FALSE(key.encrypted);
  EXPECT_EQ(key.node, "ap");
  EXPECT_EQ(key.tk_epoch, 2);
}

TEST_F(AuthenticationsTest, AReauthenticationLeadsToARekey) {
  authenticated(kSecond, 1);
  authenticated(2 * kSecond, 2, 1);
  authenticated(3 * kSecond, 3, 2);
  const Report all = report();
  ASSERT_EQ(all.authentications.size(), 3U);
  EXPECT_EQ(all.authentications[1].n, 2);
  EXPECT_EQ(all.authentications[1].kind, "reauthentication");
  EXPECT_EQ(all.authentications[1].eap_in_clear, 0U);
  EXPECT_FALSE(all.authentications[0].rekey);
  EXPECT_EQ(all.authentications[1].rekey, 1);
  EXPECT_EQ(all.authentications[2].rekey, 2);
  ASSERT_EQ(all.rekeys.size(), 2U);
  EXPECT_EQ(all.rekeys[0].cause, "reauthentication");
  EXPECT_EQ(all.rekeys[1].cause, "reauthentication");
  EXPECT_THAT(all.answer,
              Contains("sta was authenticated 3 times (EAP-TLS), 2 of them again by the AP while "
                       "connected; each was followed by a new 4-way handshake."));
  EXPECT_THAT(all.answer, Contains("All 14 EAP frames of sta's reauthentications were encrypted."));
}

TEST_F(AuthenticationsTest, ARekeyOfItsOwnIsNotPartOfIt) {
  authenticated(kSecond, 1);
  four_way(2 * kSecond, 2, 1);
  const Report all = report();
  ASSERT_EQ(all.authentications.size(), 1U);
  EXPECT_EQ(all.authentications[0].epoch, 1);
  EXPECT_EQ(all.authentications[0].steps.back().t_ns, kSecond + kMs + 320 * kUs);
  ASSERT_EQ(all.rekeys.size(), 1U);
  EXPECT_EQ(all.rekeys[0].cause, "ap");
}

TEST_F(AuthenticationsTest, AHandshakeThatTheApDidNotTakeGoesOn) {
  asked(kSecond);
  eap(kSuccess, "ap", kSecond + 600 * kUs);
  four_way(kSecond + kMs, 1);
  FrameVerdict& lost = failed(Verdict::kIcvFailure, kSecond + kMs + 300 * kUs);
  lost.n = frame_number(kSecond + kMs + 300 * kUs);
  lost.receiver = "ap";
  message(EapolKeyMessage::k4Way1, kSecond + 5 * kMs, {});
  EXPECT_EQ(what(found().at(0)).back(), "4way-1");
  lost.verdict = Verdict::kAccepted;
  EXPECT_EQ(what(found().at(0)).back(), "ap-switch");
}

TEST_F(AuthenticationsTest, OnlyWpa1HasAGroupHandshakeOfIts) {
  authenticated(kSecond, 1);
  group_handshake(kSecond + 2 * kMs, 1);
  group_handshake(5 * kSecond, 1);
  EXPECT_TRUE(found().at(0).gtk_in_four_way);
  EXPECT_FALSE(found().at(0).group_done_ns);
  EXPECT_THAT(authentications_text(found()), HasSubstr("in 3/4\n"));
  EXPECT_EQ(what(found().at(0)).back(), "ap-switch");
  of_wpa1();
  EXPECT_FALSE(found().at(0).gtk_in_four_way);
  EXPECT_EQ(found().at(0).steps.back().t_ns, kSecond + 2 * kMs + 100 * kUs);
}

TEST_F(AuthenticationsTest, StartAndRepeatedIdentityRequestsBeginOneOnly) {
  eap(request(kEapIdentity), "ap", kSecond - 3 * kMs);
  eap(kStart, "sta", kSecond - 2 * kMs);
  authenticated(kSecond, 1);
  const auto all = found();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].begin_ns, kSecond - 3 * kMs);
  EXPECT_EQ(all[0].eap_frames, 8U);  // EAPOL-Start is no EAP packet
  EXPECT_EQ(what(all[0])[1], "eapol-start");
}

TEST_F(AuthenticationsTest, AStartInTheMiddleBeginsAnother) {
  asked(kSecond);
  eap(kStart, "sta", kSecond + 600 * kUs);
  asked(kSecond + kMs);
  const auto all = found();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].result, "unfinished");
  EXPECT_EQ(all[1].kind, "first");
  EXPECT_EQ(what(all[1])[0], "eapol-start");
}

TEST_F(AuthenticationsTest, AfterTheLinkWentDownItIsAFirstOneAgain) {
  authenticated(kSecond, 1);
  left(2 * kSecond);
  four_way(2 * kSecond + 500 * kMs, 2);  // from a cached PMK: no EAP before it
  authenticated(3 * kSecond, 3, 2);
  left(4 * kSecond);
  authenticated(5 * kSecond, 4);
  const auto all = found();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(what(all[0]).back(), "ap-switch");
  EXPECT_EQ(all[0].epoch, 1);
  EXPECT_EQ(all[1].kind, "reauthentication");
  EXPECT_EQ(all[2].kind, "first");
  EXPECT_FALSE(all[2].rekey);
}

TEST_F(AuthenticationsTest, TheMethodIsTheLastThatWasAskedFor) {
  eap(request(kEapIdentity), "ap", kSecond);
  eap(request(kTls), "ap", kSecond + 200 * kUs);
  eap(response(kEapNak), "sta", kSecond + 300 * kUs);
  eap(request(kPeap), "ap", kSecond + 400 * kUs);
  EXPECT_EQ(found().at(0).method, "PEAP");
}

TEST_F(AuthenticationsTest, AFailureIsNamedWithItsTime) {
  asked(kSecond);
  eap(kFailure, "ap", kSecond + 600 * kUs);
  left(kSecond + 700 * kUs);
  asked(4 * kSecond, {}, kPeap);
  eap(kFailure, "ap", 4 * kSecond + 600 * kUs);
  const auto all = found();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].result, "failure");
  EXPECT_EQ(all[0].end_ns, kSecond + 600 * kUs);
  EXPECT_FALSE(all[0].left_ns);
  EXPECT_EQ(all[1].kind, "first");
  EXPECT_THAT(answer(), Contains("Authentications 1, 2 of sta (EAP-TLS, PEAP) failed, at 1.001 s "
                                 "to 4.001 s."));
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("was authenticated"))));
}

TEST_F(AuthenticationsTest, OneThatIsCutShortIsToldWithItsLastFrame) {
  eap(request(kEapIdentity), "ap", kSecond);
  eap(response(kEapIdentity), "sta", kSecond + 100 * kUs);
  EXPECT_EQ(found().at(0).result, "unfinished");
  EXPECT_THAT(answer(), Contains("Authentication 1 of sta, begun at 1.000 s, had neither success "
                                 "nor failure; its last was eap-response-identity from sta "
                                 "at 1.000 s."));
  left(3 * kSecond);
  EXPECT_EQ(found().at(0).left_ns, 3 * kSecond);
  EXPECT_THAT(answer(), Contains(HasSubstr(", and the link was taken down at 3.000 s.")));
  asked(4 * kSecond);
  EXPECT_THAT(answer(),
              Contains(HasSubstr("Authentications 1, 2 of sta (EAP-TLS), begun at 1.000 s "
                                 "to 4.000 s, had neither success nor failure; the last "
                                 "of the first was eap-response-identity from sta")));
}

TEST_F(AuthenticationsTest, EapInTheClearUnderAKeyIsAFinding) {
  authenticated(kSecond, 1);
  authenticated(2 * kSecond, 2);
  EXPECT_THAT(answer(), Contains("7 of 7 EAP frames of sta's reauthentications went out "
                                 "unencrypted, although sta had a key."));
}

TEST_F(AuthenticationsTest, WhatComesAfterTheEndIsTidyingUp) {
  asked(evidence_.guest.end_ns + kMs);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(AuthenticationsTest, EachStaHasItsOwn) {
  evidence_.guest.nodes.push_back({"two", "02:00:00:00:02:00", false, "wpa_supplicant", "/w"});
  asked(kSecond);
  asked(kSecond + 50 * kUs, {}, kPeap, "two");
  eap(kSuccess, "ap", kSecond + 700 * kUs, {}, "two");
  const auto all = found();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].sta, "sta");
  EXPECT_EQ(all[0].result, "unfinished");
  EXPECT_EQ(all[1].sta, "two");
  EXPECT_EQ(all[1].method, "PEAP");
  EXPECT_EQ(all[1].n, 2);
  EXPECT_THAT(answer(),
              Contains("two was authenticated 1 time (PEAP); no 4-way handshake followed."));
}

TEST_F(AuthenticationsTest, PartsOfASplitInstallAreTwoSteps) {
  authenticated(kSecond, 1);
  asked(2 * kSecond, 1);
  eap(kSuccess, "ap", 2 * kSecond + 600 * kUs, 1);
  message(EapolKeyMessage::k4Way1, 2 * kSecond + kMs, 1);
  switched({.node = "sta", .tk = 1, .mic = 2, .at = 2 * kSecond + 2 * kMs});
  verdicts_.switches.back().part = KeyPart::kMic;
  switched({.node = "sta", .tk = 2, .at = 2 * kSecond + 3 * kMs});
  verdicts_.switches.back().part = KeyPart::kTk;
  const Authentication again = found().at(1);
  EXPECT_EQ(again.sta_active_ns, 2 * kSecond + 3 * kMs);
  EXPECT_EQ(again.steps.at(again.steps.size() - 2).tk_epoch, 2);
  EXPECT_THAT(authentications_text({again}),
              AllOf(HasSubstr("to PTK 2, MIC keys alone\n"), HasSubstr("to PTK 2, TK alone\n")));
}

TEST_F(AuthenticationsTest, ALateInstallOfTheKeyBeforeIsNotItsKey) {
  authenticated(kSecond, 1);
  asked(2 * kSecond, 1);
  eap(kSuccess, "ap", 2 * kSecond + 600 * kUs, 1);
  message(EapolKeyMessage::k4Way1, 2 * kSecond + kMs, 1);
  switched({.node = "sta", .tk = 2, .at = 2 * kSecond + 2 * kMs});
  verdicts_.switches.back().asked_ns = 2 * kSecond;  // of a handshake before EAP
  EXPECT_FALSE(found().at(1).epoch);
}

TEST_F(AuthenticationsTest, TheTextTellsTheReauthenticationStepByStep) {
  authenticated(kSecond, 1);
  authenticated(2 * kSecond, 2, 1);
  const std::string text = authentications_text(found());
  EXPECT_THAT(text, HasSubstr("Number 2, step by step from 2.000 s on:"));
  EXPECT_THAT(text, HasSubstr("frames 2000200-2000500"));
  EXPECT_THAT(text, HasSubstr("EAP-TLS, 4 frames"));
  EXPECT_THAT(text, HasSubstr("encrypted under PTK 1"));
  EXPECT_THAT(text, HasSubstr("+1.310 ms"));
  EXPECT_THAT(text, HasSubstr("to PTK 2"));
  EXPECT_THAT(authentications_text({found().at(0)}), HasSubstr("in the clear"));
  std::size_t longest = 0;
  for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos;
       at = end + 1) {
    longest = std::max(longest, end - at);
  }
  EXPECT_LE(longest, 96U);
}

TEST_F(AuthenticationsTest, ExpectationsMayBeAboutThem) {
  for (const char* text :
       {"count(authentications) == 4", "authentications[*].result == \"success\"",
        "sum(authentications[*].eap_in_clear) == 7", "radius.accepts >= 4",
        "radius.server == \"freeradius\"", "rekeys[*].cause == \"reauthentication\"",
        "authentications[*].sta_active_ns - authentications[*].end_ns < 5ms"}) {
    EXPECT_NO_THROW(validate_expectation(text, sample_report())) << text;
  }
}

}  // namespace
}  // namespace keyrace
