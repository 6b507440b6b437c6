// A sweep's HTML page: its answer in words, its facts, and which runs are in it.
#include <gmock/gmock.h>

#include "lab/report/sweep_answer.h"
#include "lab/report/sweep_page.h"
#include "tests/unit/made_up_outcome.h"

namespace keyrace {
namespace {

using nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr char kBy[] = "/faults/0/by";
constexpr char kRate[] = "/traffic/0/rate";

class SweepPage : public MadeUpOutcome {
 protected:
  RunOutcome point(const std::vector<Setting>& set, bool holds, std::uint64_t seed = 7) {
    RunOutcome result = outcome({holds ? holds_ : fails_});
    result.place = {set, {"made-up.json", "--set", set.front().pointer + "=" + "x y"}};
    result.seed = seed;
    result.page = R"({"scenario":{},"timeline":{}})";
    return result;
  }

  RunOutcome late(int ms, bool holds, std::uint64_t seed = 7) {
    return point({{kBy, "\"" + std::to_string(ms) + "ms\""}}, holds, seed);
  }

  std::vector<RunOutcome> lates(const std::vector<bool>& holds) {
    std::vector<RunOutcome> points;
    for (const bool each : holds)
      points.push_back(late(10 * static_cast<int>(points.size()), each));
    return points;
  }

  static SweepAnswer answer(const std::vector<RunOutcome>& points) {
    std::vector<CampaignRow> rows;
    for (const RunOutcome& each : points) rows.push_back(campaign_row(each, ""));
    return sweep_answer(points, rows);
  }

  // The points that have their run in the page.
  static std::string embedded(const ordered_json& page) {
    std::string text;
    for (const auto& each : page.at("points")) text += each.contains("element") ? 'x' : '-';
    return text;
  }
};

TEST_F(SweepPage, SaysWhereEveryExpectationHolds) {
  EXPECT_EQ(answer(lates({true, true})).title,
            "made-up: every expectation holds with /faults/0/by from 0ms to 10ms, all 2 points");
  EXPECT_EQ(answer(lates({false, false})).title,
            "made-up: not one of 2 points holds, with /faults/0/by from 0ms to 10ms");
  const SweepAnswer found = answer(lates({false, true, true, false, false}));
  EXPECT_EQ(found.title,
            "made-up: every expectation holds with /faults/0/by from 10ms to 20ms, 2 of 5 points");
  EXPECT_THAT(found.sentences,
              ElementsAre("The edge between 0ms and 10ms: at 0ms `traffic.lost < 5` (found "
                          "traffic.lost = 5) does not hold.",
                          "The edge between 20ms and 30ms: at 30ms `traffic.lost < 5` (found "
                          "traffic.lost = 5) does not hold.",
                          "`traffic.lost < 5` does not hold at 0ms and from 30ms to 40ms."));
  EXPECT_THAT(answer(lates({true, false, true, false, true, false, true})).title,
              HasSubstr("holds at 4 of 7 points, with /faults/0/by from 0ms to 60ms; it changes 6 "
                        "times"));
}

TEST_F(SweepPage, ValuesCountBySizeInAnyOrderAndWithAllSeeds) {
  EXPECT_EQ(answer({late(30, false), late(20, true), late(10, true)}).title,
            "made-up: every expectation holds with /faults/0/by from 10ms to 20ms, 2 of 3 points");
  const SweepAnswer seeds =
      answer({late(10, true, 1), late(20, true, 1), late(10, true, 2), late(20, false, 2)});
  EXPECT_EQ(seeds.title, "made-up: every expectation holds with /faults/0/by at 10ms, 3 of 4 runs");
}

TEST_F(SweepPage, LinesThatSayTheSameAreToldTogether) {
  std::vector<RunOutcome> points;
  for (const char* rate : {"20", "40", "60"}) {
    for (int ms = 0; ms <= 20; ms += 10) {
      points.push_back(late(ms, ms < 20 || std::string(rate) != "60"));
      points.back().place.point.push_back({kRate, rate});
    }
  }
  const SweepAnswer found = answer(points);
  EXPECT_EQ(found.title, "made-up: every expectation holds at 8 of 9 points");
  EXPECT_THAT(found.sentences,
              ElementsAre("/traffic/0/rate=20 to /traffic/0/rate=40: holds with /faults/0/by from "
                          "0ms to 20ms.",
                          "/traffic/0/rate=60: holds with /faults/0/by from 0ms to 10ms.",
                          "`traffic.lost < 5` fails at 1 of 9 points."));
}

TEST_F(SweepPage, PointsThatLieAnywhereHaveTheirExtent) {
  std::vector<RunOutcome> points = lates({true, true, true, false});
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i].place.point.push_back({kRate, std::to_string(100 - i)});
  }
  EXPECT_THAT(answer(points).sentences,
              testing::Contains("With /traffic/0/rate, those that hold are from 98 to 100, and "
                                "those that do not at 97."));
}

TEST_F(SweepPage, WhatCouldNotBeDoneIsTold) {
  std::vector<RunOutcome> points = lates({true, true});
  points.push_back(failure("boot: no"));
  points.back().scenario = "made-up";
  points.back().place.point = {{kBy, R"("20ms")"}};
  const SweepAnswer found = answer(points);
  EXPECT_THAT(found.sentences.front(), HasSubstr("at 20ms a run could not be done"));
  EXPECT_EQ(found.sentences.back(), "1 of 3 runs could not be done, the first with: boot: no.");
  PageRuns runs(1 << 20);
  const ordered_json page = sweep_page(points, runs);
  EXPECT_EQ(page.at("points").at(2).at("error"), "boot: no");
  EXPECT_EQ(page.at("points").at(2).at("status"), "error");
  EXPECT_TRUE(page.at("points").at(2).at("measures").at(0).is_null());
  EXPECT_EQ(embedded(page), "xx-");
}

TEST_F(SweepPage, HasEachPointsFacts) {
  PageRuns runs(1 << 20);
  const ordered_json page = sweep_page({late(100, false), late(20, true)}, runs);
  const ordered_json& member = page.at("members").at(0);
  EXPECT_EQ(member.at("pointer"), kBy);
  EXPECT_EQ(member.at("unit"), "ms");
  EXPECT_EQ(member.at("values").at(0), ordered_json({{"text", "20ms"}, {"at", 20}}));
  const ordered_json& late = page.at("points").at(0);
  EXPECT_EQ(late.at("name"), "made-up /faults/0/by=100ms");
  EXPECT_EQ(late.at("at"), ordered_json({1}));
  EXPECT_EQ(late.at("failed").at(0).at("text"), "traffic.lost < 5");
  EXPECT_EQ(late.at("alone"), "keyrace run made-up.json --set '/faults/0/by=x y'");
  const auto& measures = page.at("measures");
  const auto lost = std::ranges::find_if(
      measures, [](const ordered_json& each) { return each.at("key") == "lost"; });
  ASSERT_NE(lost, measures.end());
  EXPECT_EQ(late.at("measures").at(static_cast<std::size_t>(lost - measures.begin())), 5);
  EXPECT_EQ(page.at("embedded").at("runs"), 2);
  EXPECT_EQ(page.at("embedded").at("octets"), runs.octets());
  const std::string html = runs.html();
  EXPECT_THAT(html, HasSubstr("id=\"" + late.at("element").get<std::string>() + "\">{\"name\":"));
  EXPECT_THAT(html, HasSubstr(",\"scenario\":{},\"timeline\":{}}</script>"));
}

TEST_F(SweepPage, RunsOfOneNameAreToldApart) {
  RunOutcome elsewhere = late(10, true);
  elsewhere.run_directory = "runs/other";
  EXPECT_THAT(
      distinct_names({late(10, true), late(10, true, 8), elsewhere, late(20, true)}),
      ElementsAre("made-up /faults/0/by=10ms (seed 7, runs/made-up-1)",
                  "made-up /faults/0/by=10ms (seed 8)",
                  "made-up /faults/0/by=10ms (seed 7, runs/other)", "made-up /faults/0/by=20ms"));
}

TEST_F(SweepPage, EdgesComeFirstWhereThereIsNoRoomForAll) {
  const std::vector<RunOutcome> points = lates({true, true, true, false, false, false});
  PageRuns all(1 << 20);
  sweep_page(points, all);
  const std::size_t one = all.octets() / points.size();
  const auto with_room_for = [&](std::size_t runs) {
    PageRuns some(runs * one + one / 2);
    return embedded(sweep_page(points, some));
  };
  EXPECT_EQ(with_room_for(6), "xxxxxx");
  EXPECT_EQ(with_room_for(2), "--xx--");
  EXPECT_EQ(with_room_for(4), "--xxxx");
  EXPECT_EQ(with_room_for(0), "------");
}

TEST_F(SweepPage, IsPartOfADocumentInWhichTextStaysText) {
  if (!has_html_page()) GTEST_SKIP() << "built without the page";
  const std::string evil = "</script><img src=x onerror=alert(1)>";
  const RunOutcome other = outcome({holds_});
  const std::string html = outcomes_to_html(
      {point({{"/network/ssid", ordered_json(evil).dump()}}, true), late(1, false), other});
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, HasSubstr("2 of 3 runs hold, 1 does not"));
  EXPECT_THAT(html, HasSubstr("\\u003c/script>\\u003cimg src=x onerror=alert(1)>"));
  EXPECT_THAT(html, HasSubstr("\"groups\":[{"));
}

}  // namespace
}  // namespace keyrace
