// Flows and power save end to end: what the fields of a scenario do, and what they don't.
#include <gmock/gmock.h>

#include <fstream>

#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Traffic : public testing::Test {
 protected:
  // A quiet network of 3 s with these members of the scenario; status 0.
  json run(const std::string& members) {
    const std::string scenario =
        session_.write("traffic.json", R"({"name": "traffic", "duration": "3s", )" + members + "}");
    const json report = session_.report_of(scenario);
    EXPECT_THAT(report["traffic"]["differences"], IsEmpty());
    EXPECT_THAT(report["model"]["disagreements"], IsEmpty());
    return report;
  }

  json run_with(const std::string& name, std::vector<std::string> changes) {
    changes.emplace_back("/expect=[]");
    return session_.report_of(name, changes);
  }

  // Of the flow with this number, without the header.
  std::vector<json> records(std::uint32_t flow) {
    std::vector<json> result;
    for (const json& record : evidence_lines(session_.last_run(), "traffic.jsonl")) {
      if (record["flow"] == flow) result.push_back(record);
    }
    return result;
  }

  LabSession session_;
};

TEST_F(Traffic, BothDirectionsAtOnceAreCountedEachByItself) {
  const json report = run(R"("traffic": [{"rate": 50, "size": 1400},
                                         {"direction": "uplink", "rate": 20},
                                         {"direction": "uplink", "protocol": "tcp", "rate": 10}])");
  const json& flows = report["traffic"]["flows"];
  ASSERT_EQ(flows.size(), 3u);
  EXPECT_EQ(flows[0]["received"], 150);
  EXPECT_EQ(flows[0]["direction"], "downlink");
  EXPECT_EQ(flows[1]["received"], 60);
  EXPECT_EQ(flows[1]["direction"], "uplink");
  EXPECT_EQ(flows[2]["received"], 30);
  EXPECT_EQ(flows[2]["protocol"], "tcp");
  EXPECT_EQ(report["traffic"]["sent"], 210);  // datagrams: TCP has none
}

TEST_F(Traffic, ABurstIsBackToBackAndTheRateIsItsMean) {
  const json report = run(R"("traffic": [{"rate": 10, "burst": 5}])");
  EXPECT_EQ(report["traffic"]["sent"], 30);
  const auto all = records(0);
  ASSERT_EQ(all.size(), 30u);
  for (std::size_t i = 1; i < all.size(); ++i) {
    const auto gap = all[i]["sent_ns"].get<double>() - all[i - 1]["sent_ns"].get<double>();
    if (i % 5 == 0) {
      EXPECT_NEAR(gap, 500e6, 1e6) << i;
    } else {
      EXPECT_LT(gap, 1e6) << i;
    }
  }
}

TEST_F(Traffic, ATcpConnectionThatNothingDisturbsSendsNothingAgain) {
  const json report =
      run(R"("ap": {"ptk_rekey": "1s"}, "traffic": [{"protocol": "tcp", "size": 1400}])");
  const json& tcp = report["traffic"]["flows"][0]["tcp"];
  EXPECT_EQ(tcp["retransmissions"], 0);
  EXPECT_EQ(tcp["written"], 300 * 1400);
  EXPECT_EQ(tcp["acknowledged"], 300 * 1400);
  EXPECT_EQ(tcp["read"], 300 * 1400);
  EXPECT_EQ(tcp["error"], "");
  EXPECT_EQ(report["traffic"]["flows"][0]["lost"], 0);
  EXPECT_GE(report["rekeys"].size(), 2u);
  EXPECT_LE(report["rekeys"][0]["outage_ns"], 11'000'000);
}

// From the end of the first second on nothing gets through, and the link goes down for good.
TEST_F(Traffic, ATcpConnectionOverALinkThatIsGoneLeavesBlocksUnread) {
  const json report = run(R"("traffic": [{"protocol": "tcp", "rate": 10}],
                             "triggers": [{"do": "leave", "after": "1s"}])");
  const json& flow = report["traffic"]["flows"][0];
  EXPECT_EQ(flow["sent"], 30);
  EXPECT_NEAR(flow["received"].get<int>(), 10, 1);
  EXPECT_EQ(flow["lost"], 30 - flow["received"].get<int>());
  EXPECT_LT(flow["tcp"]["read"], flow["tcp"]["written"]);
  EXPECT_GT(flow["tcp"]["retransmissions"], 0);
  EXPECT_GE(flow["longest_gap_ns"], 1'900'000'000);
}

TEST_F(Traffic, WhatIsBroadcastReachesEverySta) {
  const json report = run(R"("sta": [{"name": "one"}, {"name": "two"}],
                             "traffic": [{"sta": "all", "rate": 10}])");
  EXPECT_EQ(report["traffic"]["sent"], 60);  // each datagram at each STA
  EXPECT_EQ(report["traffic"]["lost"], 0);
  int to_two = 0;
  for (const json& record : records(0)) to_two += record["sta"] == "two" ? 1 : 0;
  EXPECT_EQ(to_two, 30);
}

TEST_F(Traffic, AnAwakeStaIsNeverAnnounced) {
  const json report = run(R"("traffic": [{"rate": 10, "burst": 4}])");
  EXPECT_EQ(report["power_save"]["stas"][0]["sleeps"], 0);
  EXPECT_EQ(report["power_save"]["tim"], 0);
  EXPECT_EQ(report["power_save"]["buffered"], 0);
  EXPECT_THAT(report["answer"].dump(), Not(HasSubstr("sleep")));
}

TEST_F(Traffic, OfTwoStasOnlyTheOneThatIsToldToSleeps) {
  const json report = run(R"("sta": [{"name": "one"}, {"name": "two", "power_save": "on"}],
                             "traffic": [{"sta": "one", "rate": 5}, {"sta": "two", "rate": 5}])");
  EXPECT_EQ(report["power_save"]["stas"][0]["sleeps"], 0);
  EXPECT_GE(report["power_save"]["stas"][1]["sleeps"], 10);
  EXPECT_EQ(report["traffic"]["lost"], 0);
}

TEST_F(Traffic, IwdKeepsThePowerSaveThatItWasGiven) {
  const json report = run(R"("network": {"wpa": "wpa2", "cipher": "ccmp"},
                             "sta": [{"stack": "iwd", "power_save": "on"}],
                             "traffic": [{"rate": 5}])");
  EXPECT_GE(report["power_save"]["stas"][0]["sleeps"], 10);
  EXPECT_GE(report["power_save"]["tim"], 10);
}

// With an AP that installs at once the STA, just awake for the handshake, has nothing buffered.
TEST_F(Traffic, NothingIsBufferedAcrossARekeyThatIsNotLate) {
  const json report = run_with("power-save-buffer-across-rekey", {"/faults=[]"});
  EXPECT_EQ(report["rekeys"].size(), 2u);
  EXPECT_GE(report["power_save"]["buffered"], 40);
  EXPECT_THAT(report["power_save"]["across_rekey"], IsEmpty());
}

// Without any fault: message 1 of the group key handshake wakes the STA at the next beacon, group
// frames wait for the next DTIM beacon, and in between the AP has switched.
TEST_F(Traffic, GroupFramesThatWaitForTheDtimGetTheNewGroupKey) {
  const json report =
      run_with("power-save-rekey",
               {R"(/triggers/0={"do": "rekey-gtk", "after": "2s", "times": 3, "every": "2s"})"});
  EXPECT_EQ(report["traffic"]["lost"], 0);
  const json& across = report["power_save"]["across_rekey"];
  ASSERT_EQ(across.size(), 12u);
  for (const json& each : across) {
    const json& rekey = report["rekeys"][each["rekey"].get<std::size_t>() - 1];
    EXPECT_EQ(rekey["kind"], "group");
    EXPECT_EQ(each["flow"], 1);
    EXPECT_EQ(each["tk_epoch"], rekey["epoch"]);
    EXPECT_EQ(each["verdict"], "accepted");
    EXPECT_LT(each["sent_ns"], rekey["ap_active_ns"]);
    EXPECT_GT(each["t_ns"], rekey["ap_active_ns"]);
  }
}

// Awake, the STA gets what the late AP sends at once, under the old key.
TEST_F(Traffic, WithoutPowerSaveTheLateApsFramesAreLost) {
  const json report = run_with("power-save-buffer-across-rekey", {R"(/sta/0/power_save="off")"});
  EXPECT_THAT(report["power_save"]["across_rekey"], IsEmpty());
  EXPECT_EQ(report["traffic"]["lost"], 8);
  EXPECT_EQ(report["frames"]["verdicts"]["icv_failure"], 8);
}

TEST_F(Traffic, InATcpOutageUdpIsSilentForTheWindowOnly) {
  const json report = run_with("tcp-outage", {});
  for (const json& rekey : report["rekeys"]) {
    EXPECT_EQ(rekey["lost"], 15);  // 150 ms at 100 a second
    EXPECT_GE(rekey["outage_ns"], 200'000'000);
  }
  EXPECT_LE(report["traffic"]["flows"][1]["longest_gap_ns"], 165'000'000);
}

}  // namespace
}  // namespace keyrace
