// The library's scenarios end to end, and the physics that each must show.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "lab/scenario/scenario_file.h"
#include "tests/locations.h"
#include "tests/scenarios/capture_epochs.h"
#include "tests/scenarios/lab_session.h"
#include "tests/scenarios/tshark.h"

namespace keyrace {
namespace {

using nlohmann::json;
using testing::IsEmpty;

json read_json(const std::string& path) {
  std::ifstream in(path);
  return json::parse(in);
}

class Library : public testing::Test {
 protected:
  json run(const std::string& name) { return session_.report_of(name); }

  // With changes, and without its expectations.
  json run_with(const std::string& name, std::vector<std::string> changes) {
    changes.emplace_back("/expect=[]");
    return session_.report_of(name, changes);
  }

  std::vector<json> frames() { return evidence_lines(session_.last_run(), "frames.jsonl"); }

  LabSession session_;
};

TEST_F(Library, BaselineRekeyLosesNothing) {
  const json report = run("baseline-rekey");
  EXPECT_GE(report["rekeys"].size(), 4u);
  EXPECT_EQ(report["traffic"]["sent"], 900);
  EXPECT_EQ(report["traffic"]["lost"], 0);
  EXPECT_EQ(report["frames"]["verdicts"]["accepted"], report["frames"]["protected"]);
  EXPECT_EQ(report["observed"]["delivered"], report["frames"]["protected"]);
  EXPECT_EQ(report["model"]["compared"], report["frames"]["protected"]);
  EXPECT_THAT(report["model"]["disagreements"], IsEmpty());
}

TEST_F(Library, LateStaLosesWindowTimesRateAndFailsNoMic) {
  const json report = run("sta-installs-late");
  EXPECT_GE(report["frames"]["verdicts"]["icv_failure"], 16);
  EXPECT_EQ(report["frames"]["verdicts"]["mic_failure"], 0);
  EXPECT_EQ(report["observed"]["mic_failure"], 0);
  EXPECT_THAT(report["model"]["disagreements"], IsEmpty());
  ASSERT_GE(report["rekeys"].size(), 4u);
  for (const json& rekey : report["rekeys"]) {
    EXPECT_NEAR(rekey["window_ns"].get<double>(), 50e6, 1e6);
    EXPECT_EQ(rekey["first"], "ap");
    // 50 ms at 100 datagrams a second, and the group key message that WPA sends at once.
    EXPECT_EQ(rekey["lost"], 5);
    EXPECT_EQ(rekey["lost_in_window"], 5);
    EXPECT_EQ(rekey["icv_failures"], 6);
    EXPECT_NEAR(rekey["outage_ns"].get<double>(), 60e6, 1e6);
  }
  EXPECT_EQ(report["traffic"]["lost"], 5 * report["rekeys"].size());
}

// The same race with one key and one MIC: the same losses, and nothing that looks like tampering.
TEST_F(Library, LateStaLosesTheSameUnderCcmp) {
  const json report = run("sta-wpa2-ccmp-late");
  ASSERT_GE(report["rekeys"].size(), 4u);
  for (const json& rekey : report["rekeys"]) {
    EXPECT_NEAR(rekey["window_ns"].get<double>(), 50e6, 1e6);
    EXPECT_EQ(rekey["first"], "ap");
    EXPECT_EQ(rekey["lost_in_window"], 5);
    EXPECT_EQ(rekey["icv_failures"], 5);  // no group key message, which WPA2 has in 3/4
    EXPECT_EQ(rekey["mic_failures"], 0);
  }
  EXPECT_EQ(report["traffic"]["lost"], 5 * report["rekeys"].size());
  EXPECT_EQ(report["frames"]["icv_failure_at_replay_check"],
            report["frames"]["verdicts"]["icv_failure"]);
  EXPECT_EQ(report["observed"]["ccmp_failure"], report["frames"]["verdicts"]["icv_failure"]);
  EXPECT_EQ(report["observed"]["tkip_failure"], 0);
  EXPECT_EQ(report["model"]["compared"], report["frames"]["protected"]);
  for (const json& frame : frames()) {
    EXPECT_EQ(frame["cipher"], "ccmp");
    EXPECT_EQ(frame["mic_epoch"], frame["tk_epoch"]);
    if (frame["verdict"] != "icv_failure") continue;
    EXPECT_GT(frame["tk_epoch"], frame["receiver_epoch"]);
    EXPECT_EQ(frame["observed"], "ccmp_failure");
  }
}

// With the AP late its frames are under the old key, whose PN is high: they get as far as the MIC.
TEST_F(Library, LateApsFramesFailTheCcmMic) {
  const json report = run_with("sta-wpa2-ccmp-late", {"/faults/0/node=ap"});
  ASSERT_GE(report["rekeys"].size(), 4u);
  for (const json& rekey : report["rekeys"]) EXPECT_EQ(rekey["icv_failures"], 5);
  EXPECT_EQ(report["frames"]["icv_failure_at_replay_check"], 0);
  EXPECT_EQ(report["observed"]["ccmp_failure"], report["frames"]["verdicts"]["icv_failure"]);
  EXPECT_THAT(report["model"]["disagreements"], IsEmpty());
}

TEST_F(Library, SplitInstallFailsTheMicInsideTheGap) {
  const json report = run("sta-split-install");
  EXPECT_GE(report["frames"]["verdicts"]["mic_failure"], 2);
  EXPECT_EQ(report["frames"]["verdicts"]["mic_failure"], report["observed"]["mic_failure"]);
  EXPECT_EQ(report["frames"]["verdicts"]["icv_failure"], 0);
  EXPECT_EQ(report["countermeasures"]["started"], true);
  EXPECT_THAT(report["model"]["disagreements"], IsEmpty());
  EXPECT_EQ(report["model"]["compared"], report["frames"]["protected"]);

  const json& rekey = report["rekeys"][0];
  std::uint64_t failures = 0;
  for (const json& frame : frames()) {
    if (frame["verdict"] != "mic_failure") continue;
    ++failures;
    EXPECT_EQ(frame["tk_epoch"], 2);
    EXPECT_EQ(frame["mic_epoch"], 2);
    EXPECT_EQ(frame["receiver_epoch"], 2);
    EXPECT_EQ(frame["receiver_mic_epoch"], 1);
    EXPECT_GE(frame["t_ns"], rekey["sta_active_ns"]);
    EXPECT_LE(frame["t_ns"], rekey["sta_complete_ns"]);
  }
  EXPECT_EQ(report["frames"]["verdicts"]["mic_failure"], failures);
}

TEST_F(Library, ACommandedRekeyComesAtItsMoment) {
  const json report = run("rekey-by-command");
  const auto connected = read_json(session_.last_run() + "/guest.json").at("connected_ns");
  ASSERT_EQ(report["rekeys"].size(), 4u);
  const double moments_s[] = {1, 1.75, 2.5, 4};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(report["rekeys"][i]["ap_active_ns"].get<double>(),
                connected.get<double>() + moments_s[i] * 1e9, 1e6);
  }
}

TEST_F(Library, AStaAsksByItsOwnTimerOrNotAtAll) {
  EXPECT_GE(run("rekey-on-request")["rekeys"].size(), 4u);
  const json silent = run_with("rekey-on-request", {"/sta/0/ptk_rekey=0s"});
  EXPECT_THAT(silent["rekeys"], IsEmpty());
  EXPECT_EQ(silent["traffic"]["lost"], 0);
}

TEST_F(Library, StrictRekeyFollowsEachLeavingByHalfASecond) {
  const json report = run("gtk-strict-rekey");
  const json pulled = read_json(session_.last_run() + "/guest.json").at("triggers");
  ASSERT_EQ(report["rekeys"].size(), 2u);
  ASSERT_EQ(pulled.size(), 3u);
  for (const std::size_t i : {0u, 1u}) {
    EXPECT_EQ(pulled[2 * i]["action"], "leave");
    // hostapd's 500 ms, and the 50 ms that the STA is late.
    EXPECT_NEAR(report["rekeys"][i]["sta_active_ns"].get<double>(),
                pulled[2 * i]["asked_ns"].get<double>() + 550e6, 1e6);
  }
  EXPECT_THAT(run_with("gtk-strict-rekey", {"/ap/strict_rekey=off"})["rekeys"], IsEmpty());
}

TEST_F(Library, ATriggerWhoseEventNeverComesIsTold) {
  const json report = run_with("rekey-every-100-frames", {"/triggers/0/count=400"});
  EXPECT_EQ(report["rekeys"].size(), 1u);
  EXPECT_EQ(report["triggers"][0]["done"], 1);
  EXPECT_THAT(report["answer"],
              testing::Contains("Trigger 1 (rekey-ptk, sta) was done 1 of 5 times; its event, "
                                "data-frame of sta, did not come more often in time."));
}

// The AP's install starts a GTK rekey; the initial installs are not counted.
TEST_F(Library, AnInstallCanBeTheEvent) {
  const json report =
      run_with("rekey-by-command",
               {R"(/triggers/1={"do": "rekey-gtk", "on": "install", "of": "ap", "count": 2})",
                "/faults=[]"});
  ASSERT_EQ(report["rekeys"].size(), 4u);
  EXPECT_EQ(report["rekeys"][2]["kind"], "group");
  EXPECT_NEAR(report["rekeys"][2]["ap_active_ns"].get<double>(),
              report["rekeys"][1]["ap_active_ns"].get<double>(), 1e6);
}

// In a rekey the AP's 3/4 is under the key that it is to bring; in a first handshake in the clear.
TEST_F(Library, EarlyApsMessage3IsUnderTheNewKey) {
  const json report = run("ap-installs-early");
  std::set<std::uint64_t> unread;
  for (const json& frame : frames()) {
    if (frame["verdict"] == "accepted") continue;
    EXPECT_EQ(frame["verdict"], "icv_failure");
    if (frame["sender"] != "ap") continue;
    EXPECT_EQ(frame["tk_epoch"], frame["receiver_epoch"].get<int>() + 1);
    unread.insert(frame["n"].get<std::uint64_t>());
  }
  ASSERT_EQ(report["early_installs"].size(), 5u);
  for (const json& early : report["early_installs"]) {
    const bool rekey = early["epoch"].get<int>() % 2 == 0;
    EXPECT_EQ(early["asked_ns"].is_null(), rekey);
    EXPECT_EQ(early["frames"].size(), rekey ? 4u : 1u);
    for (const json& n : early["frames"]) EXPECT_EQ(unread.contains(n), rekey);
  }
}

// All numbers of both STAs' handshakes, which run at the same time, are told apart.
TEST_F(Library, EarlyKeysOfTwoStasKeepTheirNumbers) {
  const json report = run_with(
      "two-stas", {R"(/faults=[{"node": "ap", "fault": "early", "first": 2, "last": 2}])"});
  ASSERT_EQ(report["early_installs"].size(), 1u);
  EXPECT_EQ(report["early_installs"][0]["in_clear"], 1);
  EXPECT_EQ(report["traffic"]["lost"], 0);
  EXPECT_THAT(report["model"]["disagreements"], IsEmpty());
}

// Michael fails both ways from the first protected frame of the new key on, and never before it.
TEST_F(Library, SwappedMicKeysFailEveryFrameOfTheNewKey) {
  const json report = run("sta-mic-swapped");
  std::map<std::string, int> failures;
  for (const json& frame : frames()) {
    const std::string sender = frame["sender"];
    if (frame["tk_epoch"] == 1) {
      EXPECT_EQ(frame["verdict"], "accepted") << frame;
      EXPECT_EQ(frame["mic_reversed"], false) << frame;
      continue;
    }
    ++failures[sender];
    EXPECT_EQ(frame["tk_epoch"], 2) << frame;
    EXPECT_EQ(frame["verdict"], "mic_failure") << frame;
    EXPECT_EQ(frame["observed"], "mic_failure") << frame;
    EXPECT_EQ(frame["mic_epoch"], 2) << frame;
    EXPECT_EQ(frame["receiver_mic_epoch"], 2) << frame;
    EXPECT_EQ(frame["mic_reversed"], sender == "sta") << frame;
    EXPECT_EQ(frame["receiver_mic_reversed"], sender == "ap") << frame;
  }
  EXPECT_GE(failures["ap"], 2);
  EXPECT_GE(failures["sta"], 2);
  EXPECT_EQ(report["rekeys"][0]["mic_failures"], failures["ap"] + failures["sta"]);
}

TEST_F(Library, MicKeysSwappedOnBothSidesAreWrongOffTheAirOnly) {
  const json report = run("both-mic-swapped");
  std::uint64_t reversed = 0;
  for (const json& frame : frames()) {
    EXPECT_EQ(frame["verdict"], "accepted") << frame;
    EXPECT_EQ(frame["mic_epoch"], frame["tk_epoch"]) << frame;
    EXPECT_EQ(frame["mic_reversed"], frame["tk_epoch"] != 1) << frame;
    EXPECT_EQ(frame["receiver_mic_reversed"], frame["mic_reversed"]) << frame;
    if (frame["mic_reversed"] == true) ++reversed;
  }
  EXPECT_EQ(report["frames"]["mic_reversed"], reversed);
  EXPECT_THAT(report["answer"].dump(), testing::HasSubstr("the two faults cancel out"));
}

// From the one side's switch until the link goes down, everything in both directions fails its ICV.
void expect_silence(const json& report, const std::vector<json>& frames,
                    const std::string& active_ns) {
  const json& rekey = report["rekeys"][0];
  std::map<std::string, std::uint64_t> failures;
  for (const json& frame : frames) {
    const bool inside = frame["t_ns"] >= rekey[active_ns] && frame["t_ns"] < rekey["end_ns"];
    EXPECT_EQ(frame["verdict"], inside ? "icv_failure" : "accepted") << frame;
    if (inside) ++failures[frame["sender"]];
  }
  EXPECT_GE(failures["ap"], 590u);
  EXPECT_GE(failures["sta"], 590u);
  EXPECT_EQ(rekey["icv_failures"], failures["ap"] + failures["sta"]);
  EXPECT_THAT(report["answer"][0].get<std::string>(),
              testing::AllOf(testing::HasSubstr("its stack was told that the key was installed"),
                             testing::HasSubstr("when ap took the link down (frame "),
                             testing::HasSubstr("a new handshake brought PTK 3")));
}

TEST_F(Library, AKeyThatTheStaLostSilencesBothDirectionsUntilTheLinkGoesDown) {
  const json report = run("sta-key-lost");
  expect_silence(report, frames(), "ap_active_ns");
}

TEST_F(Library, AKeyThatTheApLostSilencesBothDirectionsUntilTheLinkGoesDown) {
  const json report = run("ap-key-lost");
  expect_silence(report, frames(), "sta_active_ns");
}

TEST_F(Library, TheSameKeyAgainKeepsItsCounters) {
  const json report = run("sta-duplicate-install");
  EXPECT_THAT(report["answer"].dump(), testing::HasSubstr("It kept the key's counters each time"));
  for (const json& each : report["reinstalls"]) EXPECT_EQ(each["counters"], "kept");
}

TEST_F(Library, ARefusedInstallTakesTheLinkDown) {
  const json report = run("install-fails");
  EXPECT_THAT(report["answer"][0].get<std::string>(),
              testing::AllOf(testing::HasSubstr("the install was refused with EIO (fault fail)"),
                             testing::HasSubstr("when sta took the link down (frame "),
                             testing::HasSubstr("reason 1, ")));
}

TEST_F(Library, AnInstallThatTheApRefusesTakesTheLinkDown) {
  const json report = run_with("install-fails", {"/faults/0/node=ap", "/faults/0/error=ENOSPC"});
  EXPECT_EQ(report["undone_installs"][0]["error"], "ENOSPC");
  EXPECT_EQ(report["rekeys"][0]["end"], "link-down");
  EXPECT_TRUE(report["rekeys"][0]["ap_active_ns"].is_null());
  EXPECT_THAT(report["answer"][0].get<std::string>(),
              testing::AllOf(testing::HasSubstr("ap never did"),
                             testing::HasSubstr("the install was refused with ENOSPC (fault fail)"),
                             testing::HasSubstr("when ap took the link down (frame "),
                             testing::HasSubstr("reason 2, ")));
  EXPECT_THAT(report["model"]["disagreements"], IsEmpty());
}

// wpa_supplicant up to 2.10 sends it before it looks at the key that it has.
TEST_F(Library, EachRekeyHasItsHandshake) {
  const json report = run("baseline-rekey");
  std::vector<json> clear;
  for (const json& rekey : report["rekeys"]) {
    ASSERT_EQ(rekey["messages"].size(), 4u);
    const char* names[] = {"4way-1", "4way-2", "4way-3", "4way-4"};
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(rekey["messages"][i]["message"], names[i]);
      EXPECT_EQ(rekey["messages"][i]["sender"], i % 2 == 0 ? "ap" : "sta");
      const json& epoch = rekey["messages"][i]["tk_epoch"];
      if (i < 3) {
        EXPECT_EQ(epoch, rekey["epoch"].get<int>() - 1);
      }
    }
    EXPECT_EQ(rekey["message_4_encrypted"], rekey["messages"][3]["encrypted"]);
    if (rekey["message_4_encrypted"] == false) clear.push_back(rekey["messages"][3]["n"]);
  }
  EXPECT_EQ(report["answer"].dump().find("Message 4/4") != std::string::npos, !clear.empty());
}

TEST_F(Library, TheSeedIsToldAndCanBeGiven) {
  const auto result = session_.run({"run", "baseline-rekey", "--format", "json", "--set",
                                    "/duration=1s", "--set", "/expect=[]", "--seed", "77"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.json()["seed"], 77);
}

TEST_F(Library, FramesOfTheReportAreThoseOfTheCapture) {
  const json report = run("sta-installs-late");
  std::set<std::uint64_t> numbers;
  for (const json& frame : frames()) numbers.insert(frame["n"].get<std::uint64_t>());
  EXPECT_EQ(report["frames"]["protected"], numbers.size());
  EXPECT_LE(*numbers.rbegin(), report["frames"]["captured"]);
}

TEST_F(Library, KeyMaterialIsReadableByItsOwnerOnly) {
  run("sta-split-install");
  struct stat status {};
  for (const char* file :
       {"", "/keys.jsonl", "/stacks/ap.log", "/stacks/sta.log", "/scenario.json"}) {
    ASSERT_EQ(stat((session_.last_run() + file).c_str(), &status), 0) << file;
    EXPECT_EQ(status.st_mode & 077, 0u) << file;
  }
}

TEST_F(Library, TheEvidenceAloneGivesTheSameReport) {
  const json first = run("sta-split-install");
  const LabSession::Result again =
      session_.run({"report", session_.last_run(), "--format", "json"});
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(again.json(), first);
}

TEST_F(Library, AnExpectationThatDoesNotHoldIsStatusOne) {
  const std::string scenario = session_.write(
      "wrong.json",
      R"({"name": "wrong", "duration": "1s", "expect": ["frames.verdicts.mic_failure >= 1"]})");
  const LabSession::Result result = session_.run({"run", scenario, "--format", "json"});
  EXPECT_EQ(result.status, 1) << result.err;
  EXPECT_EQ(result.json()["expectations"][0]["held"], false);
  EXPECT_EQ(result.json()["expectations"][0]["actual"], "frames.verdicts.mic_failure = 0");
}

TEST_F(Library, SeveralScenariosAreOneArray) {
  const LabSession::Result result =
      session_.run({"run", "baseline-rekey", "sta-split-install", "--format", "json", "--set",
                    "/duration=3s", "--set", "/expect=[]", "--out", session_.path("both")});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.json().size(), 2u);
  EXPECT_EQ(result.json()[1]["scenario"], "sta-split-install");
  struct stat status {};
  EXPECT_EQ(stat(session_.path("both/sta-split-install/report.json").c_str(), &status), 0);
}

// Every scenario of the library does what it says, and nothing in it surprises the receiver model.
// With the program as it ships: one scenario has 70,000 frames, and the tests above go through the
// library under the sanitizers.
class EachOfTheLibrary : public testing::TestWithParam<std::string> {};

// Of one run or of each variant, by the run's directory.
std::map<std::string, json> reports_of(const json& printed, const std::string& directory) {
  if (!printed.contains("variants")) return {{directory, printed}};
  std::map<std::string, json> reports;
  for (const json& variant : printed["variants"]) {
    reports[directory + "/" + variant["name"].get<std::string>()] = variant["report"];
  }
  return reports;
}

// TKIP frames whose TK the lab knows, and so those with a right ICV under one of the run's keys.
std::set<std::uint64_t> tkip_frames_that_verify_opens(const std::string& run_directory) {
  std::set<std::uint64_t> frames;
  for (const json& line : evidence_lines(run_directory, "frames.jsonl")) {
    if (line.value("cipher", "") == "tkip" && !line["tk_epoch"].is_null())
      frames.insert(line["n"].get<std::uint64_t>());
  }
  return frames;
}

std::set<std::uint64_t> difference(const std::set<std::uint64_t>& one,
                                   const std::set<std::uint64_t>& other) {
  std::set<std::uint64_t> result;
  std::ranges::set_difference(one, other, std::inserter(result, result.end()));
  return result;
}

// The passphrase alone; with 802.1X the log of the temporal keys.
std::vector<std::string> keys_for(const std::string& run_directory) {
  const json network = read_json(run_directory + "/scenario.json")["network"];
  if (network.value("key_mgmt", "psk") != "psk") return {"--keys", run_directory + "/keys.jsonl"};
  return {"--passphrase", network["passphrase"]};
}

TEST_P(EachOfTheLibrary, Holds) {
  LabSession session(kPlainProgram);
  const LabSession::Result result =
      session.run({"run", GetParam(), "--format", "json", "--out", session.path("run")});
  ASSERT_EQ(result.status, 0) << result.err << result.out;
  for (const auto& [directory, report] : reports_of(result.json(), session.path("run"))) {
    EXPECT_THAT(report["model"]["disagreements"], IsEmpty());
    EXPECT_THAT(report["traffic"]["differences"], IsEmpty());
    EXPECT_GT(report["model"]["compared"], 0);
    EXPECT_FALSE(report["expectations"].empty());
    const auto tshark = tkip_frames_that_tshark_opens(directory);
    const auto not_tried = frames_that_tshark_takes_for_mesh(directory + "/air.pcapng");
    const auto verify = tkip_frames_that_verify_opens(directory);
    EXPECT_THAT(difference(tshark, verify), IsEmpty()) << "only tshark opens them";
    EXPECT_THAT(difference(difference(verify, tshark), not_tried), IsEmpty())
        << "only verify opens them";
    EXPECT_THAT(epoch_differences(session, directory, keys_for(directory)), IsEmpty());
  }
  if (!can_check_schemas(session)) GTEST_SKIP() << kNoSchemaCheck;
  session.write("reports.json", result.out);
  EXPECT_EQ(schema_mistakes(session), "");
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Library, EachOfTheLibrary,
                         testing::ValuesIn(library_scenarios(kScenarios)), test_name);

}  // namespace
}  // namespace keyrace
