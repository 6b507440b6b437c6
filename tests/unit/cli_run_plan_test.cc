// Seeds, shards and patterns of the command line, and the words of its progress.
#include <gmock/gmock.h>

#include <algorithm>

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
                            .changes = {.overrides = {"/seed=1"}},
                            .seeds = {"5", "6"},
                            .shard = {2, 2}};
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
  EXPECT_EQ(std::ranges::count(here, true), 2);
}

TEST(RunPlan, EachPointIsARunThatCanBeDoneAlone) {
  const PlanRequest request{
      .scenarios = {"sta-installs-late"},
      .library = kScenarios,
      .changes = {.overrides = {"/duration=3s"}, .sweeps = {"/faults/0/by=0ms..9ms:1ms"}},
      .seeds = {"5", "6"},
      .surroundings = {"--kernel", "6.12"}};
  const std::vector<PlannedRun> plan = plan_runs(request);
  ASSERT_EQ(plan.size(), 20u);
  EXPECT_EQ(plan[13].directory_name, "sta-installs-late-point-04-seed-6");
  EXPECT_EQ(run_key(plan[13].scenario(), plan[13].loaded.point),
            "sta-installs-late 6 /faults/0/by=3ms");
  EXPECT_THAT(plan[13].alone,
              ElementsAre("sta-installs-late", "--set", "/duration=3s", "--set", "/sweep={}",
                          "--set", "/faults/0/by=3ms", "--seed", "6", "--kernel", "6.12"));
  EXPECT_EQ(fingerprint(plan[13].loaded).size(), 16u);
  EXPECT_NE(fingerprint(plan[13].loaded), fingerprint(plan[12].loaded));

  PlanRequest alone{.scenarios = {plan[13].alone.front()},
                    .library = kScenarios,
                    .changes = {.overrides = {"/duration=3s", "/sweep={}", "/faults/0/by=3ms"}},
                    .seeds = {"6"}};
  EXPECT_EQ(fingerprint(plan_runs(alone).front().loaded), fingerprint(plan[13].loaded));
  // One run is not divided by what the environment says.
  alone.shard = {1, 2, "KEYRACE_SHARD"};
  EXPECT_TRUE(plan_runs(alone).front().here);
  alone.shard.index = 2;
  EXPECT_TRUE(plan_runs(alone).front().here);
}

TEST(RunPlan, APointThatIsDrawnTwiceIsRunOnce) {
  const PlanRequest request{.scenarios = {"sta-installs-late"},
                            .library = kScenarios,
                            .changes = {.sweeps = {"/faults/0/by=1ms,2ms"}, .points = "50"}};
  EXPECT_EQ(plan_runs(request).size(), 2u);
}

TEST(Progress, TellsWhatIsLeft) {
  using std::chrono::seconds;
  EXPECT_EQ(progress_text({0, 0, 46}, seconds(5)), "0 of 46 done");
  EXPECT_EQ(progress_text({10, 0, 40}, seconds(20)),
            "10 of 40 done, about 60 s left, 30.0 a minute");
  EXPECT_EQ(progress_text({100, 2, 1000}, seconds(40)),
            "100 of 1000 done, about 6 min left, 2 failed, 2.5 a second");
  EXPECT_EQ(progress_text({1, 0, 1001}, seconds(36)),
            "1 of 1001 done, about 10 h left, 1.6 a minute");
  EXPECT_EQ(progress_text({4, 0, 4}, seconds(9)), "4 of 4 done, about 0 s left, 26.6 a minute");
  // What was there before says nothing about how fast it goes.
  EXPECT_EQ(progress_text({90, 0, 100, 80}, seconds(10)),
            "90 of 100 done, about 10 s left, 1.0 a second");
  EXPECT_EQ(progress_text({80, 0, 100, 80}, seconds(1)), "80 of 100 done");
}

}  // namespace
}  // namespace keyrace
