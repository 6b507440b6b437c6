// Good scenarios: defaults, comments, every member, and back to JSON.
#include "lab/scenario/scenario_reader.h"

#include <gtest/gtest.h>

#include <string>

namespace keyrace {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kEverything = R"({
  "schema": 1, "name": "everything", "about": "Two lines\nof text.",
  "network": {"ssid": "näme", "wpa": "wpa2", "cipher": "tkip", "passphrase": "12345678 ~",
              "channel": 11},
  "ap": {"name": "left", "stack": "hostapd", "path": "/opt/hostapd", "ptk_rekey": "2s",
         "gtk_rekey": "3000ms", "strict_rekey": "on", "extra_conf": ["a=1", "b=2"]},
  "sta": [{"name": "one", "path": "/opt/one", "ptk_rekey": "5s", "extra_conf": ["c=3"]}, {"name": "two", "power_save": "on"}],
  "traffic": [{"direction": "uplink", "sta": "two", "rate": 7, "size": 1400, "burst": 3},
              {"protocol": "tcp"}],
  "faults": [{"node": "left", "key": "group", "fault": "delay", "by": "1500us", "first": 2,
              "last": 4294967295},
             {"node": "two", "fault": "split", "by": "1ns", "order": "mic-first"}],
  "triggers": [{"do": "leave", "on": "group-2", "count": 3, "after": "4us", "times": 5},
               {"do": "rekey-ptk", "sta": "two", "times": 2, "every": "1s"}],
  "duration": "90s", "connect_deadline": "1ms", "logs": "info", "expect": ["frames.captured > 0"]
})";

TEST(ScenarioReader, FillsInEveryDefault) {
  const Scenario scenario = read_scenario(R"({"name": "short"})", "short.json");
  Scenario expected;
  expected.name = "short";
  expected.sta = {Sta{}};
  EXPECT_EQ(scenario, expected);
}

TEST(ScenarioReader, ReadsEveryMember) {
  const Scenario s = read_scenario(kEverything, "everything.json");
  EXPECT_EQ(s.about, "Two lines\nof text.");
  EXPECT_EQ(s.network, (Network{"näme", WpaVersion::kWpa2, Cipher::kTkip, KeyManagement::kPsk,
                                "12345678 ~", 11}));
  EXPECT_EQ(s.ap, (Ap{"left",
                      ApStack::kHostapd,
                      "/opt/hostapd",
                      seconds(2),
                      seconds(3),
                      StrictRekey::kOn,
                      seconds(0),
                      {"a=1", "b=2"},
                      {}}));
  ASSERT_EQ(s.sta.size(), 2u);
  EXPECT_EQ(s.sta[0], (Sta{"one", StaStack::kWpaSupplicant, "/opt/one", seconds(5), {"c=3"}, {}}));
  EXPECT_EQ(s.sta[1], (Sta{"two",
                           StaStack::kWpaSupplicant,
                           "",
                           seconds(0),
                           {},
                           {},
                           Interpose::kAuto,
                           PowerSave::kOn}));
  ASSERT_EQ(s.traffic.size(), 2u);
  EXPECT_EQ(s.traffic[0], (Flow{Protocol::kUdp, Direction::kUplink, "two", 7, 1400, 3}));
  EXPECT_EQ(s.traffic[1], (Flow{Protocol::kTcp, Direction::kDownlink, "one", 100, 64, 1}));
  ASSERT_EQ(s.faults.size(), 2u);
  Fault delay;
  delay.node = "left";
  delay.key = KeyKind::kGroup;
  delay.by = microseconds(1500);
  delay.first = 2;
  delay.last = 4294967295u;
  EXPECT_EQ(s.faults[0], delay);
  Fault split;
  split.node = "two";
  split.kind = FaultKind::kSplit;
  split.by = Duration(1);
  split.order = SplitOrder::kMicFirst;
  EXPECT_EQ(s.faults[1], split);
  ASSERT_EQ(s.triggers.size(), 2u);
  EXPECT_EQ(s.triggers[0], (Trigger{TriggerAction::kLeave, "one", TriggerEvent::kGroup2, "one", 3,
                                    microseconds(4), 5, Duration(0)}));
  EXPECT_EQ(s.triggers[1], (Trigger{TriggerAction::kRekeyPtk, "two", TriggerEvent::kConnected,
                                    "two", 1, Duration(0), 2, seconds(1)}));
  EXPECT_EQ(s.duration, seconds(90));
  EXPECT_EQ(s.connect_deadline, milliseconds(1));
  EXPECT_EQ(s.logs, LogDetail::kInfo);
  ASSERT_EQ(s.expect.size(), 1u);
  EXPECT_EQ(s.expect[0], (Expectation{"frames.captured > 0", "/expect/0"}));
}

TEST(ScenarioReader, AllowsCommentsButNotInsideText) {
  const Scenario scenario = read_scenario(
      "// \"name\": 1\n{ /* name: */ \"name\": \"a\", // so\n"
      "\"about\": \"see http://a/*b*/\" }",
      "comments.json");
  EXPECT_EQ(scenario.name, "a");
  EXPECT_EQ(scenario.about, "see http://a/*b*/");
}

TEST(ScenarioWriter, IsReadBackToTheSameScenario) {
  for (const char* text : {kEverything, R"({"name": "short"})"}) {
    const Scenario scenario = read_scenario(text, "first.json");
    const std::string resolved = scenario_to_json(scenario).dump(2);
    EXPECT_EQ(read_scenario(resolved, "resolved.json"), scenario) << resolved;
    EXPECT_EQ(scenario_to_json(read_scenario(resolved, "resolved.json")).dump(2), resolved);
  }
}

TEST(ScenarioWriter, WritesDefaultsInTheOrderOfTheDescription) {
  Scenario scenario = read_scenario(
      R"({"name": "a", "traffic": [{}],
          "faults": [{"node": "ap", "fault": "delay", "by": "1000us"}],
          "triggers": [{"do": "rekey-ptk", "on": "4way-4", "of": "ap"}]})",
      "a.json");
  EXPECT_EQ(
      scenario_to_json(scenario).dump(),
      R"({"schema":1,"name":"a","about":"",)"
      R"("network":{"ssid":"keyrace","wpa":"wpa1","cipher":"tkip",)"
      R"("key_mgmt":"psk","passphrase":"key-race-lab","channel":1},)"
      R"("ap":{"name":"ap","stack":"hostapd","path":"","ptk_rekey":"0s","gtk_rekey":"0s",)"
      R"("strict_rekey":"off","eap_reauth_period":"0s","extra_conf":[],"interpose":"auto"},)"
      R"("sta":[{"name":"sta","stack":"wpa_supplicant","path":"","ptk_rekey":"0s",)"
      R"("extra_conf":[],"interpose":"auto","power_save":"off"}],)"
      R"("traffic":[{"protocol":"udp","direction":"downlink","sta":"sta","rate":100,"size":64,"burst":1}],)"
      R"("faults":[{"node":"ap","key":"pairwise","request":"install","fault":"delay",)"
      R"("by":"1ms","first":1,"every":1,"percent":100}],)"
      R"("triggers":[{"do":"rekey-ptk","sta":"sta","on":"4way-4","of":"ap","count":1,)"
      R"("after":"0s","times":1}],"air":[],)"
      R"("duration":"10s","seed":1,"connect_deadline":"30s","logs":"debug","expect":[]})");
}

TEST(ScenarioReader, EnterpriseNetworksHaveAServerAndNoPassphrase) {
  const Scenario s = read_scenario(R"({"name": "a", "network": {"key_mgmt": "peap-mschapv2"},
      "radius": {"path": "/opt/radius", "fault": "wrong-password"},
      "ap": {"eap_reauth_period": "4s"}})",
                                   "a.json");
  EXPECT_EQ(s.network.key_mgmt, KeyManagement::kPeapMschapv2);
  EXPECT_EQ(s.radius,
            (Radius{RadiusServer::kFreeradius, "/opt/radius", RadiusFault::kWrongPassword}));
  EXPECT_EQ(s.ap.eap_reauth_period, seconds(4));
  const auto written = scenario_to_json(s);
  EXPECT_FALSE(written.at("network").contains("passphrase"));
  EXPECT_EQ(read_scenario(written.dump(), "written.json"), s);
}

TEST(ScenarioReader, CommandsStandInTheirNode) {
  const Scenario s = read_scenario(R"({"name": "a", "ap": {"stack": "command", "path": "/opt/ap",
      "arguments": ["{config}"], "config": ["", "ssid={ssid}"], "ready": "up", "rekey": ["cli"]}})",
                                   "a.json");
  EXPECT_EQ(s.ap.stack, ApStack::kCommand);
  EXPECT_EQ(s.ap.command, (Command{{"{config}"}, {"", "ssid={ssid}"}, "up", {"cli"}}));
  EXPECT_EQ(scenario_from_json(scenario_to_json(s), "a.json"), s);
}

}  // namespace
}  // namespace keyrace
