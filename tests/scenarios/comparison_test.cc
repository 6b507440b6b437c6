// "compare": a run for each variant, one table, and the same again from the evidence.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

using nlohmann::json;
using testing::ContainsRegex;
using testing::HasSubstr;

// The STA installs late in one variant alone.
constexpr char kLateOrNot[] = R"({
  "name": "late-or-not", "duration": "5s", "ap": {"ptk_rekey": "2s"}, "traffic": [{}],
  "faults": [{"node": "sta", "fault": "delay", "by": "1us", "first": 2}],
  "expect": ["count(rekeys) == 2"],
  "compare": [{"name": "good", "expect": ["traffic.lost == 0"]},
              {"name": "late", "set": {"/faults/0/by": "50ms"}, "expect": ["traffic.lost == 10"]}]
})";

class ComparisonRun : public testing::Test {
 protected:
  LabSession::Result run(const std::vector<std::string>& more) {
    session_.write("late-or-not.json", kLateOrNot);
    std::vector<std::string> arguments{"run", "late-or-not.json", "--out", session_.path("both")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return session_.run(arguments);
  }

  LabSession session_;
};

TEST_F(ComparisonRun, RunsEachVariantAndSaysWhatDiffers) {
  const LabSession::Result result = run({"--format", "json"});
  ASSERT_EQ(result.status, 0) << result.err << result.out;
  const json comparison = result.json();
  EXPECT_EQ(comparison["scenario"], "late-or-not");
  ASSERT_EQ(comparison["variants"].size(), 2u);
  EXPECT_EQ(comparison["variants"][0]["name"], "good");
  EXPECT_EQ(comparison["variants"][1]["run"], session_.path("both/late"));
  EXPECT_EQ(comparison["variants"][0]["report"]["traffic"]["lost"], 0);
  EXPECT_EQ(comparison["variants"][1]["report"]["traffic"]["lost"], 10);
  const auto& differs = comparison["differs"];
  const json lost{{"fact", "datagrams lost"},
                  {"values", {{"good", "0 of 500"}, {"late", "10 of 500"}}}};
  EXPECT_EQ(std::count(differs.begin(), differs.end(), lost), 1) << differs.dump(1);
  // Each run stands alone.
  EXPECT_EQ(session_.run({"report", "both/late"}).status, 0);

  const LabSession::Result again = session_.run({"report", "both", "--format", "json"});
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(again.json(), comparison);
}

TEST_F(ComparisonRun, IsOneTableAndFailsWithItsVariants) {
  const LabSession::Result result = run({"--set", "/compare/0/expect/0=traffic.lost == 1"});
  EXPECT_EQ(result.status, 1) << result.err;
  EXPECT_THAT(result.out,
              ContainsRegex("late-or-not good: 1 of 2 expectations hold; 0 of 500 datagrams "
                            "lost[^\n]*; both/good\n"
                            "late-or-not late: 2 of 2 expectations hold[^\n]*; both/late\n"));
  EXPECT_THAT(result.out, ContainsRegex("  \\* datagrams lost +0 of 500 +10 of 500\n"));
  EXPECT_THAT(result.out, ContainsRegex("    MIC failures +0 +0\n"));
  EXPECT_THAT(result.out, HasSubstr("  good: DOES NOT HOLD traffic.lost == 1\n"));
  EXPECT_EQ(session_.run({"report", "both"}).status, 1);
}

}  // namespace
}  // namespace keyrace
