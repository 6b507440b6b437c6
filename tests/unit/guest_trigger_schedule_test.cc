// When triggers are due: moments after the connection, and every n-th of a node's events.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <utility>
#include <vector>

#include "lab/guest/shim_events.h"
#include "lab/guest/trigger_schedule.h"
#include "lab/scenario/scenario_reader.h"

namespace keyrace {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint16_t kAp = 0, kSta = 1, kOther = 2;

class TriggerScheduleTest : public testing::Test {
 protected:
  // With the triggers of `json`, a list, for the nodes ap, sta and other.
  void schedule(const std::string& json) {
    scenario_ = read_scenario(
        R"({"name": "a", "sta": [{}, {"name": "other"}], "triggers": )" + json + "}", "test.json");
    schedule_.emplace(loop_, scenario_, [this](std::size_t trigger) {
      pulled_.push_back(trigger);
      at_.push_back(monotonic_now());
    });
  }

  void start(MonotonicTime lasting = 10s) {
    begin_ = monotonic_now();
    schedule_->start(begin_, begin_ + lasting);
  }

  void events(int count, std::uint16_t row = kSta, keyrace_event event = KEYRACE_EVENT_DATA_FRAME) {
    for (int i = 0; i < count; ++i) schedule_->on_event(row, event);
  }

  void turn(MonotonicTime time = 1ms) {
    loop_.run_until([] { return false; }, monotonic_now() + time);
  }

  EventLoop loop_;
  Scenario scenario_;
  std::optional<TriggerSchedule> schedule_;
  MonotonicTime begin_{0};
  std::vector<std::size_t> pulled_;
  std::vector<MonotonicTime> at_;
};

TEST_F(TriggerScheduleTest, ATimeComesAfterTheConnection) {
  schedule(R"([{"do": "rekey-ptk", "after": "10ms"}])");
  turn(15ms);
  EXPECT_THAT(pulled_, IsEmpty());  // not connected yet
  start();
  turn(5ms);
  EXPECT_THAT(pulled_, IsEmpty());
  turn(20ms);
  EXPECT_THAT(pulled_, ElementsAre(0));
  EXPECT_GE(at_[0], begin_ + 10ms);
}

TEST_F(TriggerScheduleTest, SeveralTimesArePeriodic) {
  schedule(R"([{"do": "rekey-ptk", "after": "1ms", "times": 3, "every": "4ms"},
               {"do": "rekey-gtk", "after": "7ms"}])");
  start();
  turn(50ms);
  EXPECT_THAT(pulled_, ElementsAre(0, 0, 1, 0));
  EXPECT_GE(at_[3], begin_ + 9ms);
}

TEST_F(TriggerScheduleTest, AnEventIsCountedFromTheConnection) {
  schedule(R"([{"do": "rekey-ptk", "on": "data-frame", "count": 3}])");
  events(2);
  start();
  events(2);
  turn();
  EXPECT_THAT(pulled_, IsEmpty());
  events(1);
  turn();
  EXPECT_THAT(pulled_, ElementsAre(0));
  events(3);
  turn();
  EXPECT_THAT(pulled_, ElementsAre(0));  // once is enough
}

TEST_F(TriggerScheduleTest, SeveralTimesAreEveryNthEvent) {
  schedule(R"([{"do": "rekey-ptk", "on": "data-frame", "count": 3, "times": 2}])");
  start();
  events(5);
  turn();
  EXPECT_EQ(pulled_.size(), 1U);
  events(1);
  turn();
  EXPECT_EQ(pulled_.size(), 2U);
  events(30);
  turn();
  EXPECT_EQ(pulled_.size(), 2U);
}

TEST_F(TriggerScheduleTest, OnlyTheNodesOwnEventCounts) {
  schedule(R"([{"do": "rekey-ptk", "sta": "sta", "on": "4way-4", "of": "other"}])");
  start();
  events(5, kSta, KEYRACE_EVENT_4WAY_4);
  events(5, kAp, KEYRACE_EVENT_4WAY_4);
  events(5, kOther, KEYRACE_EVENT_4WAY_3);
  turn();
  EXPECT_THAT(pulled_, IsEmpty());
  events(1, kOther, KEYRACE_EVENT_4WAY_4);
  turn();
  EXPECT_THAT(pulled_, ElementsAre(0));
}

TEST_F(TriggerScheduleTest, AfterAnEventTimePasses) {
  schedule(R"([{"do": "rekey-ptk", "on": "install", "of": "ap", "after": "10ms"}])");
  start();
  events(1, kAp, KEYRACE_EVENT_INSTALLED);
  const MonotonicTime event = monotonic_now();
  turn(5ms);
  EXPECT_THAT(pulled_, IsEmpty());
  turn(20ms);
  ASSERT_THAT(pulled_, ElementsAre(0));
  EXPECT_GE(at_[0] + 1ms, event + 10ms);
}

TEST_F(TriggerScheduleTest, NothingIsDueWhenTheRunHasEnded) {
  schedule(R"([{"do": "rekey-ptk", "on": "data-frame", "after": "10ms"},
               {"do": "rekey-gtk", "on": "data-frame"}])");
  start(5ms);
  events(1);
  turn(20ms);
  EXPECT_THAT(pulled_, ElementsAre(1));
}

TEST_F(TriggerScheduleTest, TheAirIsWatchedForWhatIsOnIt) {
  schedule(R"([{"do": "rekey-ptk", "after": "1s"}, {"do": "rekey-ptk", "on": "install"}])");
  EXPECT_FALSE(triggers_need_air_watch(scenario_));
  EXPECT_TRUE(triggers_need_installs(scenario_));
  schedule(R"([{"do": "rekey-ptk", "on": "group-2"}])");
  EXPECT_TRUE(triggers_need_air_watch(scenario_));
  EXPECT_FALSE(triggers_need_installs(scenario_));
}

TEST(ShimEvents, WhatIsRaisedIsToldToTheObserver) {
  ShimEvents events;
  std::vector<std::pair<std::uint16_t, keyrace_event>> told;
  events.observe([&](std::uint16_t row, keyrace_event event) { told.emplace_back(row, event); });
  events.raise(kSta, KEYRACE_EVENT_GROUP_1);
  EXPECT_THAT(told, ElementsAre(std::pair(kSta, KEYRACE_EVENT_GROUP_1)));
}

}  // namespace
}  // namespace keyrace
