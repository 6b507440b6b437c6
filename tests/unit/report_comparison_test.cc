// Reports side by side: which facts get a row, what their cells say, what is marked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/report/comparison.h"
#include "lab/report/report.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Json report(std::uint64_t mic_failures, std::vector<std::uint64_t> windows) {
  Report report;
  report.scenario = "test";
  report.kernel = "7.3.4";
  for (const char* node : {"ap", "sta"}) {
    StackReport stack;
    stack.node = node;
    stack.name = stack.node == "ap" ? "hostapd" : "wpa_supplicant";
    stack.version = "2.10";
    report.stacks.push_back(stack);
  }
  report.verdicts[Verdict::kAccepted] = 500;
  report.verdicts[Verdict::kMicFailure] = mic_failures;
  report.traffic.sent = 900;
  report.traffic.lost = mic_failures;
  for (const std::uint64_t window : windows) {
    Rekey rekey;
    rekey.window_ns = window;
    rekey.outage_ns = window + 10'000'000;
    report.rekeys.push_back(rekey);
  }
  report.expectations = {{"frames.captured > 0", true, ""}};
  return report_to_json(report);
}

std::vector<std::string> cells(const Comparison& comparison, const std::string& fact) {
  for (const ComparisonRow& row : comparison_rows(comparison)) {
    if (row.fact == fact) return row.cells;
  }
  return {"no row"};
}

TEST(ReportComparison, RowsSayWhatEachRunShows) {
  const Comparison both{"test",
                        {{"a", "/a", report(0, {9'000, 50'000'000})}, {"b", "/b", report(6, {})}}};
  EXPECT_THAT(cells(both, "MIC failures"), ElementsAre("0", "6"));
  EXPECT_THAT(cells(both, "ICV failures"), ElementsAre("0", "0"));
  EXPECT_THAT(cells(both, "datagrams lost"), ElementsAre("0 of 900", "6 of 900"));
  EXPECT_THAT(cells(both, "rekeys"), ElementsAre("2", "0"));
  EXPECT_THAT(cells(both, "window"), ElementsAre("9 us to 50.0 ms", "-"));
  EXPECT_THAT(cells(both, "longest outage"), ElementsAre("60.0 ms", "-"));
  EXPECT_THAT(cells(both, "countermeasures"), ElementsAre("no", "no"));
  EXPECT_THAT(cells(both, "expectations held"), ElementsAre("1 of 1", "1 of 1"));
}

TEST(ReportComparison, LeavesOutWhatIsTheSameSetupAndWhatNeverOccurs) {
  Json newer = report(0, {});
  newer["stacks"][1]["version"] = "2.11";
  const Comparison both{"test", {{"a", "/a", report(0, {})}, {"b", "/b", newer}}};
  EXPECT_THAT(cells(both, "sta"), ElementsAre("wpa_supplicant 2.10", "wpa_supplicant 2.11"));
  EXPECT_THAT(cells(both, "ap"), ElementsAre("no row"));
  EXPECT_THAT(cells(both, "kernel"), ElementsAre("no row"));
  EXPECT_THAT(cells(both, "frames replay"), ElementsAre("no row"));
  EXPECT_THAT(cells(both, "window"), ElementsAre("no row"));
}

TEST(ReportComparison, TellsTwoBuildsOfOneVersionApart) {
  Json one = report(0, {});
  Json other = one;
  one["stacks"][1]["sha256"] = "0123456789abcdef";
  other["stacks"][1]["sha256"] = "fedcba9876543210";
  const Comparison both{"test", {{"a", "", one}, {"b", "", other}}};
  EXPECT_THAT(cells(both, "sta"), ElementsAre("no row"));
  EXPECT_THAT(cells(both, "sta's SHA-256"), ElementsAre("0123456789ab", "fedcba987654"));
}

TEST(ReportComparison, MessageFourIsToldWhereItIsKnown) {
  Json plain = report(0, {1, 1, 1});
  Json encrypted = plain;
  Json mixed = plain;
  const Json unknown = [&] {
    Json each = plain;
    for (Json& rekey : each["rekeys"]) rekey.erase("message_4_encrypted");
    return each;
  }();
  for (Json& rekey : plain["rekeys"]) rekey["message_4_encrypted"] = false;
  for (Json& rekey : encrypted["rekeys"]) rekey["message_4_encrypted"] = true;
  mixed["rekeys"][0]["message_4_encrypted"] = nullptr;
  mixed["rekeys"][1]["message_4_encrypted"] = true;
  mixed["rekeys"][2]["message_4_encrypted"] = false;
  const Comparison all{
      "test", {{"a", "", plain}, {"b", "", encrypted}, {"c", "", mixed}, {"d", "", unknown}}};
  EXPECT_THAT(cells(all, "rekeys' message 4/4"),
              ElementsAre("not encrypted", "encrypted", "1 of 2 encrypted", "-"));
  EXPECT_THAT(cells({"test", {{"a", "", unknown}, {"b", "", unknown}}}, "rekeys' message 4/4"),
              ElementsAre("no row"));
}

TEST(ReportComparison, JsonListsOnlyWhatDiffers) {
  const Json json =
      comparison_to_json({"test", {{"a", "/a", report(0, {})}, {"b", "/b", report(6, {})}}});
  EXPECT_EQ(json["scenario"], "test");
  ASSERT_EQ(json["variants"].size(), 2u);
  EXPECT_EQ(json["variants"][1]["name"], "b");
  EXPECT_EQ(json["variants"][1]["run"], "/b");
  EXPECT_EQ(json["variants"][1]["report"], report(6, {}));
  EXPECT_EQ(json["differs"],
            Json::parse(R"([{"fact": "MIC failures", "values": {"a": "0", "b": "6"}},
                            {"fact": "datagrams lost",
                             "values": {"a": "0 of 900", "b": "6 of 900"}}])"));
}

TEST(ReportComparison, TextMarksWhatDiffersAndTellsWhatDoesNotHold) {
  Json failing = report(6, {});
  failing["expectations"][0] = {
      {"text", "frames.captured > 0"}, {"held", false}, {"actual", "frames.captured = 0"}};
  const Comparison both{"test", {{"one", "/a", report(0, {})}, {"two", "/b", failing}}};
  EXPECT_FALSE(both.all_expectations_hold());
  const std::string text = comparison_to_text(both, "runs/test-1");
  EXPECT_THAT(text, HasSubstr("  * MIC failures       0         6\n"));
  EXPECT_THAT(text, HasSubstr("    ICV failures       0         0\n"));
  EXPECT_THAT(text, HasSubstr("  two: DOES NOT HOLD frames.captured > 0\n"
                              "    found frames.captured = 0\n"));
  EXPECT_THAT(text, HasSubstr("Evidence: runs/test-1\n"));

  const Comparison same{"test", {{"one", "/a", report(0, {})}, {"two", "/b", report(0, {})}}};
  EXPECT_TRUE(same.all_expectations_hold());
  EXPECT_THAT(comparison_to_text(same, "d"), HasSubstr("nothing differs"));
  EXPECT_THAT(comparison_to_text(same, "d"), Not(HasSubstr("*")));
}

}  // namespace
}  // namespace keyrace
