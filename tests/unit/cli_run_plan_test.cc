// Seeds, shards and patterns of the command line, and the words of its progress.
#include <gmock/gmock.h>

#include <set>

#include "lab/cli/command_line.h"
#include "lab/cli/progress.h"
#include "lab/cli/run_plan.h"
#include "lab/scenario/scenario_file.h"
#include "tests/locations.h"

namespace keyrace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

TEST(RunPlan, SeedsAreOneOrMany) {
  EXPECT_THAT(parse_seeds("7"), ElementsAre("7"));
  EXPECT_THAT(parse_seeds("lucky"),
              ElementsAre("lucky"));  // the scenario reader says what is wrong
  EXPECT_THAT(parse_seeds("1,5,20..22"), ElementsAre("1", "5", "20", "21", "22"));
  EXPECT_THAT(parse_seeds("3..3"), ElementsAre("3"));
  EXPECT_EQ(parse_seeds("1..100000").size(), 100'000u);
  for (const char* wrong : {"3..1", "..", "1..", "1,,2", "1,x", "1...3", "-1..2", "0..100000",
                            "1..99999999999999999999"}) {
    EXPECT_THAT([&] { parse_seeds(wrong); },
                ThrowsMessage<UsageError>(HasSubstr("1,5,20..30 would be right")))
        << wrong;
  }
}

TEST(RunPlan, AShardIsOneOfSome) {
  EXPECT_EQ(parse_shard("2/4").index, 2u);
  EXPECT_EQ(parse_shard("2/4").count, 4u);
  for (const char* wrong : {"", "2", "0/4", "5/4", "1/0", "/4", "1/", "a/b", "1/2/3", "-1/2"}) {
    EXPECT_THAT([&] { parse_shard(wrong); }, ThrowsMessage<UsageError>(HasSubstr("such as 2/4")))
        << wrong;
  }
}

TEST(RunPlan, EveryRunIsInOneShard) {
  for (std::size_t count = 1; count <= 5; ++count) {
    for (std::size_t position = 0; position < 12; ++position) {
      int shards = 0;
      for (std::size_t index = 1; index <= count; ++index) {
        shards += Shard{index, count}.has(position) ? 1 : 0;
      }
      EXPECT_EQ(shards, 1) << position << " of " << count;
    }
  }
}

TEST(RunPlan, PatternsAreTheLibrarys) {
  EXPECT_EQ(expand_patterns({"*"}, kScenarios), library_scenarios(kScenarios));
  EXPECT_THAT(expand_patterns({"x.json", "sta-w*-late"}, kScenarios),
              testing::AllOf(testing::Contains("x.json"), testing::Contains("sta-wpa2-ccmp-late"),
                             Not(testing::Contains("sta-installs-late"))));
  EXPECT_THAT(expand_patterns({"sta-i?stalls-late"}, kScenarios), ElementsAre("sta-installs-late"));
  EXPECT_THAT([] { expand_patterns({"zz*"}, kScenarios); },
              ThrowsMessage<ScenarioError>(HasSubstr("fits no scenario")));
}

TEST(RunPlan, EachScenarioIsRunWithEachSeed) {
  const PlanRequest request{.scenarios = {std::string(kScenarios) + "/sta-key-lost.json",
                                          std::string(kScenarios) + "/two-stas.json"},
                            .library = kScenarios,
                            .overrides = {"/seed=1"},
                            .seeds = {"5", "6"},
                            .shard = {2, 3}};
  std::vector<std::string> names;
  std::vector<std::uint64_t> seeds;
  std::vector<bool> here;
  for (const PlannedRun& run : plan_runs(request)) {
    names.push_back(run.directory_name);
    seeds.push_back(run.scenario().seed);
    here.push_back(run.here);
  }
  EXPECT_THAT(names, ElementsAre("sta-key-lost-seed-5", "sta-key-lost-seed-6", "two-stas-seed-5",
                                 "two-stas-seed-6"));
  EXPECT_THAT(seeds, ElementsAre(5, 6, 5, 6));
  EXPECT_THAT(here, ElementsAre(false, true, false, false));
}

TEST(Progress, TellsWhatIsLeft) {
  using std::chrono::seconds;
  EXPECT_EQ(progress_text(0, 0, 46, seconds(5)), "0 of 46 done");
  EXPECT_EQ(progress_text(10, 0, 40, seconds(20)), "10 of 40 done, about 60 s left");
  EXPECT_EQ(progress_text(10, 2, 100, seconds(60)), "10 of 100 done, 2 failed, about 9 min left");
  EXPECT_EQ(progress_text(1, 0, 1001, seconds(36)), "1 of 1001 done, about 10 h left");
  EXPECT_EQ(progress_text(4, 0, 4, seconds(9)), "4 of 4 done, about 0 s left");
}

}  // namespace
}  // namespace keyrace
