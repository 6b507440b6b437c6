// Triggers in the report: how often each was done, and which rekey is whose doing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "lab/report/triggers.h"

namespace keyrace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ReportTriggersTest : public testing::Test {
 protected:
  ReportTriggersTest() {
    guest_.connected_ns = 100;
    scenario_.sta.resize(2);
    scenario_.sta[1].name = "other";
  }

  void trigger(TriggerAction action, std::uint32_t times = 1) {
    Trigger one;
    one.action = action;
    one.sta = one.of = "sta";
    one.times = times;
    scenario_.triggers.push_back(one);
  }

  void pulled(std::uint32_t trigger, const std::string& action, std::uint64_t at,
              std::optional<std::uint64_t> answered = 1, const std::string& sta = "sta") {
    guest_.triggers.push_back({trigger, action, sta, at, answered});
  }

  void rekey(const std::string& kind, std::uint64_t at, const std::string& sta = "sta",
             const std::string& cause = "ap") {
    Rekey one;
    one.kind = kind;
    one.sta = sta;
    one.cause = cause;
    one.ap_active_ns = one.sta_active_ns = at;
    rekeys_.push_back(one);
  }

  std::vector<std::string> causes() {
    refine_causes(rekeys_, scenario_, guest_, verdicts_);
    std::vector<std::string> found;
    for (const Rekey& each : rekeys_) found.push_back(each.cause);
    return found;
  }

  Scenario scenario_;
  GuestSummary guest_;
  RunVerdicts verdicts_;
  std::vector<Rekey> rekeys_;
};

TEST_F(ReportTriggersTest, ACommandIsTheCauseOfTheNextRekeyOnly) {
  pulled(0, "rekey-ptk", 300);
  rekey("pairwise", 200);
  rekey("pairwise", 310);
  rekey("pairwise", 400);
  EXPECT_THAT(causes(), ElementsAre("ap", "ap-command", "ap"));
}

TEST_F(ReportTriggersTest, ACommandBeforeTheConnectionIsNoCause) {
  pulled(0, "rekey-ptk", 100);
  rekey("pairwise", 200);
  EXPECT_THAT(causes(), ElementsAre("ap"));
}

TEST_F(ReportTriggersTest, APtkIsOneStasAGtkEverybodys) {
  pulled(0, "rekey-ptk", 150);
  pulled(1, "rekey-gtk", 160);
  rekey("pairwise", 200, "other");
  rekey("group", 210, "other");
  rekey("group", 211, "sta");
  rekey("pairwise", 220, "sta");
  EXPECT_THAT(causes(), ElementsAre("ap", "ap-command", "ap-command", "ap-command"));
}

TEST_F(ReportTriggersTest, AnotherStasRequestBringsEverybodyANewGtk) {
  pulled(0, "request-gtk", 150, 151, "other");
  rekey("group", 200);
  EXPECT_THAT(causes(), ElementsAre("sta-request"));
}

TEST_F(ReportTriggersTest, WhatTheAirHasToldStands) {
  pulled(0, "rekey-ptk", 150);
  rekey("pairwise", 200, "sta", "mic-failure-report");
  EXPECT_THAT(causes(), ElementsAre("mic-failure-report"));
}

TEST_F(ReportTriggersTest, AStaThatLeavesTakesTheGtkOnlyWhereThatIsStrict) {
  verdicts_.leavings.push_back({1, 150, "other", "other", 3});
  rekey("group", 200);
  rekey("pairwise", 210);
  EXPECT_THAT(causes(), ElementsAre("ap", "ap"));
  scenario_.ap.strict_rekey = StrictRekey::kOn;
  EXPECT_THAT(causes(), ElementsAre("sta-left", "ap"));
}

TEST_F(ReportTriggersTest, EachIsCounted) {
  trigger(TriggerAction::kRekeyPtk, 3);
  trigger(TriggerAction::kLeave);
  pulled(0, "rekey-ptk", 150);
  pulled(0, "rekey-ptk", 160, std::nullopt);
  pulled(1, "leave", 170);
  const auto reports = report_triggers(scenario_, guest_);
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_EQ(reports[0].action, "rekey-ptk");
  EXPECT_EQ(reports[0].times, 3U);
  EXPECT_EQ(reports[0].asked, 2U);
  EXPECT_EQ(reports[0].done, 1U);
  EXPECT_EQ(reports[1].done, 1U);
}

TEST_F(ReportTriggersTest, WhatWasNotDoneIsToldWithTheReason) {
  trigger(TriggerAction::kRekeyPtk, 3);
  trigger(TriggerAction::kRekeyGtk);
  scenario_.triggers[0].on = TriggerEvent::kDataFrame;
  scenario_.triggers[1].on = TriggerEvent::kInstall;
  EXPECT_THAT(tell_missed_triggers(report_triggers(scenario_, guest_)),
              ElementsAre("Trigger 1 (rekey-ptk, sta) was done 0 of 3 times; its event, data-frame "
                          "of sta, did not come more often in time.",
                          "Trigger 2 (rekey-gtk) was done 0 of 1 time; its event, install of sta, "
                          "did not come more often in time."));
  for (int i = 0; i < 3; ++i) pulled(0, "rekey-ptk", 150, std::nullopt);
  pulled(1, "rekey-gtk", 170);
  EXPECT_THAT(tell_missed_triggers(report_triggers(scenario_, guest_)),
              ElementsAre("Trigger 1 (rekey-ptk, sta) was done 0 of 3 times; its stack had not "
                          "answered when the run ended."));
  for (PulledTrigger& each : guest_.triggers) each.answered_ns = 200;
  EXPECT_THAT(tell_missed_triggers(report_triggers(scenario_, guest_)), IsEmpty());
}

}  // namespace
}  // namespace keyrace
