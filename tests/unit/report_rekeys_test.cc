// What a run's verdicts amount to: its rekeys, what they cost, the report and its sentences.
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

namespace keyrace {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::uint64_t kMs = 1'000'000;
constexpr std::uint64_t kSecond = 1'000 * kMs;

struct Switching {
  std::string node;
  int tk = 1;
  std::optional<int> mic{};  // absent: the same
  std::uint64_t at = 0;
  std::string sta = "sta";
  bool pairwise = true;
};

// A run of 10 s in which ap and sta are connected after 100 ms under their first key.
class RekeysTest : public ::testing::Test {
 protected:
  RekeysTest() {
    GuestSummary& guest = evidence_.guest;
    guest.nodes = {{"ap", "02:00:00:00:00:a0", true, "hostapd", "/h"},
                   {"sta", "02:00:00:00:01:00", false, "wpa_supplicant", "/w"}};
    guest.kernel_release = "7.3.4";
    guest.connected_ns = 100 * kMs;
    guest.end_ns = 10 * kSecond;
    switched({.node = "sta", .tk = 1, .at = 90 * kMs});
    switched({.node = "ap", .tk = 1, .at = 91 * kMs});
  }

  void switched(const Switching& how) {
    KeySwitch key;
    key.node = how.node;
    key.sta = how.pairwise ? how.sta : (how.node == "ap" ? "" : how.node);
    key.pairwise = how.pairwise;
    key.tk_epoch = how.tk;
    key.mic_epoch = how.mic.value_or(how.tk);
    key.asked_ns = how.at - 1;
    key.done_ns = how.at;
    verdicts_.switches.push_back(key);
  }

  void rekey(int epoch, std::uint64_t ap, std::uint64_t sta) {
    switched({.node = "ap", .tk = epoch, .at = ap});
    switched({.node = "sta", .tk = epoch, .at = sta});
  }

  FrameVerdict& failed(Verdict verdict, std::uint64_t at, bool group = false) {
    FrameVerdict frame;
    frame.n = verdicts_.frames.size() + 1;
    frame.t_ns = at;
    frame.sender = "ap";
    frame.receiver = "sta";
    frame.group = group;
    frame.verdict = verdict;
    verdicts_.frames.push_back(frame);
    return verdicts_.frames.back();
  }

  void eapol(EapolKeyMessage message, std::uint64_t at, bool request = false,
             const std::string& sta = "sta") {
    EapolSighting sighting;
    sighting.t_ns = at;
    sighting.sta = sta;
    sighting.message = message;
    sighting.request = request;
    verdicts_.eapol.push_back(sighting);
  }

  void left(std::uint64_t at, const std::string& sta = "sta", std::uint16_t reason = 3) {
    Leaving leaving;
    leaving.n = 7;
    leaving.t_ns = at;
    leaving.sender = "ap";
    leaving.sta = sta;
    leaving.reason = reason;
    verdicts_.leavings.push_back(leaving);
  }

  // A datagram every 10 ms from 200 ms to the end; those sent in [from, to) are lost.
  void traffic(std::uint64_t from = 0, std::uint64_t to = 0, std::uint32_t flow = 0,
               const std::string& sta = "sta") {
    std::uint64_t arrival = 0;
    for (std::uint64_t at = 200 * kMs; at < evidence_.guest.end_ns; at += 10 * kMs) {
      TrafficRecord record;
      record.flow = flow;
      record.sta = sta;
      record.sequence = at / (10 * kMs) - 19;
      record.sent_ns = at;
      if (at < from || at >= to) {
        record.received_ns = at + kMs;
        record.arrival = ++arrival;
        record.copies = 1;
      }
      traffic_.push_back(record);
    }
  }

  std::vector<Rekey> found() { return find_rekeys(evidence_, verdicts_, traffic_); }
  Rekey only() {
    const auto rekeys = found();
    EXPECT_EQ(rekeys.size(), 1U);
    return rekeys.empty() ? Rekey{} : rekeys[0];
  }

  Report report() {
    Scenario scenario;
    scenario.name = "made-up";
    return build_report(scenario, evidence_, verdicts_, traffic_);
  }
  std::vector<std::string> answer() { return report().answer; }

  RunEvidence evidence_;
  RunVerdicts verdicts_;
  std::vector<TrafficRecord> traffic_;
};

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
  EXPECT_EQ(one.end_ns(), 2 * kSecond + 50 * kMs);
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
  EXPECT_EQ(one.end_ns(), 2 * kSecond + 50 * kMs);
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

using BuildReport = RekeysTest;

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
  expect_fields(json["stacks"][0], {"node", "name", "version", "sha256"});
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
  expect_fields(json["countermeasures"], {"started", "at_ns"});
  expect_fields(json["expectations"][0], {"text", "held", "actual"});
  EXPECT_TRUE(json["answer"].is_array());
}

TEST(ReportJson, HasTheReportsValues) {
  Report report;
  report.scenario = "late";
  report.engine = "uml";
  report.kernel = "7.3.4";
  report.virtual_s = 9.5;
  report.stacks = {{"ap", "hostapd", "2.10", "ab12", "/usr/sbin/hostapd", {}}};
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

class ExplainTest : public RekeysTest {
 protected:
  FrameVerdict& frame(Verdict verdict, std::uint64_t at, int tk, std::optional<int> mic,
                      int receiver_tk, std::optional<int> receiver_mic) {
    FrameVerdict& result = failed(verdict, at);
    result.tk_epoch = tk;
    result.mic_epoch = mic;
    result.receiver_epoch = receiver_tk;
    result.receiver_mic_epoch = receiver_mic;
    result.observed = verdict == Verdict::kAccepted     ? Observed::kDelivered
                      : verdict == Verdict::kMicFailure ? Observed::kMicFailure
                                                        : Observed::kTkipFailure;
    return result;
  }
};

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
  EXPECT_THAT(answer(), Contains(HasSubstr("countermeasures started at 2.060 s")));
  EXPECT_THAT(answer(), Not(Contains(HasSubstr("No frame failed"))));
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

TEST_F(ExplainTest, SwappedHalvesAtTheReceiver) {
  frame(Verdict::kMicFailure, kSecond, 1, 1, 1, std::nullopt);
  EXPECT_THAT(answer(), Contains(AllOf(HasSubstr("with the MIC key of an unknown key"),
                                       HasSubstr("its install is at fault"))));
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
  EXPECT_THAT(answer(), Contains("Rekey 1 (pairwise, sta) never finished: only ap switched, at "
                                 "2.000 s."));
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
  EXPECT_THAT(text, HasSubstr("late: an expectation does not hold\n"));
  EXPECT_THAT(text, HasSubstr("DOES NOT HOLD count(rekeys) >= 4"));
  EXPECT_THAT(text, HasSubstr("found count(rekeys) = 3"));
}

TEST(ReportText, KeepsLongSentencesWithinTheWidth) {
  Report report;
  std::string sentence;
  for (int i = 0; i < 100; ++i) sentence += "word ";
  report.answer = {sentence};
  std::istringstream lines(report_to_text(report, "/r"));
  int with_words = 0;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 96U);
    if (line.find("word") != std::string::npos) ++with_words;
  }
  EXPECT_GT(with_words, 4);
}

}  // namespace
}  // namespace keyrace
