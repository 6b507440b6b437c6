// The table and the chart of a campaign.
#include <gmock/gmock.h>

#include <cstdlib>

#include "emulator/sys/file.h"
#include "lab/report/campaign_chart.h"
#include "lab/report/chart_axis.h"
#include "lab/report/svg.h"
#include "tests/unit/made_up_outcome.h"

namespace keyrace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class CampaignTable : public MadeUpOutcome {
 protected:
  CampaignRow row(const std::string& by, bool holds = true) {
    RunOutcome run = outcome({holds ? holds_ : fails_});
    run.place.point = {{"/faults/0/by", by}};
    return campaign_row(run, "made-up-1");
  }
};

TEST_F(CampaignTable, HasARowForEachRun) {
  const std::vector<CampaignRow> rows{row(R"("50ms")"), row(R"("1ms, \"2\"")", false),
                                      campaign_row(failure("no"), "")};
  EXPECT_EQ(rows[0][Measure::kRekeys], 1);
  EXPECT_EQ(rows[0][Measure::kLongestWindow], 50'000'000);
  EXPECT_EQ(rows[0][Measure::kLost], 5);
  EXPECT_EQ(rows[1][Measure::kFailed], 1);
  const std::string csv = campaign_csv(rows);
  EXPECT_THAT(csv, testing::StartsWith("scenario,/faults/0/by,seed,status,expectations,failed,"));
  EXPECT_THAT(csv, HasSubstr("\r\nmade-up,50ms,7,holds,1,0,"));
  EXPECT_THAT(csv, HasSubstr("\r\nmade-up,\"1ms, \"\"2\"\"\",7,does-not-hold,1,1,"));
  EXPECT_THAT(csv, HasSubstr("\r\nbroken,,1,error,,,,,,,,,,,,,,,,,\r\n"));
  const auto json = nlohmann::json::parse(campaign_json(rows));
  EXPECT_EQ(json["runs"][0]["point"]["/faults/0/by"], "50ms");
  EXPECT_EQ(json["runs"][0]["lost"], 5);
  EXPECT_EQ(json["runs"][0]["run"], "made-up-1");
  EXPECT_TRUE(json["runs"][2]["lost"].is_null());
}

TEST_F(CampaignTable, AChartIsWellFormedAndTheSameEachTime) {
  std::vector<CampaignRow> rows{row(R"("0s")"), row(R"("50ms")"), row(R"("100ms")", false)};
  rows.push_back(campaign_row(failure("no"), ""));
  rows.back().point = {{"/faults/0/by", R"("7ms")"}};
  const auto chart = campaign_chart(rows);
  ASSERT_TRUE(chart);
  EXPECT_EQ(campaign_chart(rows), chart);
  EXPECT_THAT(*chart, HasSubstr("over /faults/0/by in ms"));
  EXPECT_THAT(*chart, HasSubstr("prefers-color-scheme: dark"));
  EXPECT_THAT(*chart, HasSubstr("/faults/0/by=100ms, seed 7: 5 datagrams lost"));
  EXPECT_THAT(*chart, HasSubstr("class=\"bad\""));
  if (std::system("xmllint --version 2>/dev/null") != 0) GTEST_SKIP() << "xmllint is missing";
  const std::string path = testing::TempDir() + "chart.svg";
  write_file(path, *chart);
  EXPECT_EQ(std::system(("xmllint --noout '" + path + "'").c_str()), 0);
}

TEST_F(CampaignTable, NothingIsDrawnWhereNothingChanges) {
  EXPECT_FALSE(campaign_chart({}));
  EXPECT_FALSE(campaign_chart({row(R"("50ms")"), row(R"("50ms")")}));
}

TEST_F(CampaignTable, EachCombinationOfTheOthersHasALine) {
  std::vector<CampaignRow> rows;
  for (const char* by : {R"("1ms")", R"("2ms")"}) {
    for (const char* rate : {"10", "20"}) {
      rows.push_back(row(by));
      rows.back().point.push_back({"/traffic/0/rate", rate});
    }
  }
  const auto chart = campaign_chart(rows);
  ASSERT_TRUE(chart);
  EXPECT_THAT(*chart, HasSubstr(">made-up /traffic/0/rate=10<"));
  EXPECT_THAT(*chart, HasSubstr(">made-up /traffic/0/rate=20<"));
  EXPECT_THAT(*chart, HasSubstr("class=\"l1\""));
  EXPECT_THAT(*chart, Not(HasSubstr("class=\"l2\"")));
}

TEST(ChartAxis, CountsGetRoundTicks) {
  const auto labels = [](std::int64_t most) {
    std::vector<std::string> all;
    for (const ChartTick& tick : count_ticks(most)) all.push_back(tick.label);
    return all;
  };
  EXPECT_THAT(labels(0), ElementsAre("0", "1"));
  EXPECT_THAT(labels(3), ElementsAre("0", "1", "2", "3"));
  EXPECT_THAT(labels(80), ElementsAre("0", "20", "40", "60", "80"));
  EXPECT_THAT(labels(1398), ElementsAre("0", "500", "1000", "1500"));
}

TEST(ChartAxis, ValuesStandBySizeOrOneAfterTheOther) {
  const ValueAxis durations({R"("0s")", R"("100ms")", R"("400ms")"});
  EXPECT_EQ(durations.unit(), "ms");
  EXPECT_DOUBLE_EQ(durations.place(R"("100ms")"), 0.25);
  EXPECT_EQ(durations.ticks().front().label, "0");
  EXPECT_EQ(durations.ticks().back().label, "400");
  EXPECT_EQ(ValueAxis({R"("1s")", R"("9s")"}).unit(), "s");
  const ValueAxis numbers({"1", "1.5", "3"});
  EXPECT_EQ(numbers.unit(), "");
  EXPECT_DOUBLE_EQ(numbers.place("1.5"), 0.25);
  EXPECT_EQ(numbers.ticks()[1].label, "1.2");
  const ValueAxis names({R"("drop")", R"("delay")", "7"});
  EXPECT_DOUBLE_EQ(names.place(R"("delay")"), 0.5);
  EXPECT_EQ(names.ticks()[1].label, "delay");
  EXPECT_DOUBLE_EQ(ValueAxis({"5"}).place("5"), 0.5);
}

TEST(Svg, NumbersAreShortAndTextIsEscaped) {
  EXPECT_EQ(svg_number(12), "12");
  EXPECT_EQ(svg_number(12.34), "12.3");
  EXPECT_EQ(svg_number(-0.25), "-0.3");
  EXPECT_EQ(svg_number(-0.01), "0");
  Svg svg(10, 10, "a < b", "");
  svg.text(1, 2, "start", "", "\"<&>");
  EXPECT_THAT(svg.finish(), HasSubstr(">\"&lt;&amp;&gt;</text>\n</svg>\n"));
}

}  // namespace
}  // namespace keyrace
