// Expectations: grammar, values, and what a person is told, right and wrong.
#include "lab/report/expectation.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "lab/report/report.h"
#include "lab/scenario/scenario_reader.h"
#include "tests/locations.h"

namespace keyrace {
namespace {

using nlohmann::json;

const json& sample() {
  static const json report = json::parse(R"({
    "schema": 1, "keyrace": "0.1.0", "scenario": "a", "seed": 1,
    "engine": {"name": "uml", "kernel": "7.3"}, "virtual_s": 1.5, "wall_s": 0.5,
    "stacks": [{"node": "ap", "name": "hostapd", "version": "2.10"}],
    "frames": {"captured": 1, "protected": 1, "verdicts": {"accepted": 1, "icv_failure": 1,
      "mic_failure": 1, "replay": 1, "no_key": 1, "unprotected": 1, "duplicate": 1,
      "fragment_dropped": 1, "malformed": 1}},
    "observed": {"delivered": 1, "mic_failure": 1, "tkip_failure": 1, "dropped_other": 1},
    "model": {"compared": 1, "disagreements": [{"frame": 1, "verdict": "accepted",
      "observed": "delivered"}]},
    "rekeys": [{"n": 1, "kind": "pairwise", "cause": "timer", "ap_active_ns": 1,
      "sta_active_ns": 1, "window_ns": 1, "outage_ns": 1, "icv_failures": 1, "mic_failures": 1,
      "lost": 1}],
    "countermeasures": {"started": false, "at_ns": null},
    "traffic": {"sent": 1, "received": 1, "lost": 1, "duplicates": 0, "reordered": 0}
  })");
  return report;
}

// Two rekeys with 50 and 61 ms, five frames lost in each.
json report() {
  json result = sample();
  json rekey = result["rekeys"][0];
  rekey["window_ns"] = 50'000'123;
  rekey["icv_failures"] = 5;
  rekey["lost"] = 5;
  result["rekeys"] = {rekey, rekey};
  result["rekeys"][1]["n"] = 2;
  result["rekeys"][1]["window_ns"] = 61'000'000;
  result["rekeys"][1]["icv_failures"] = 3;
  result["traffic"] = {{"sent", 900}, {"received", 890}, {"lost", 10}, {"duplicates", 0}};
  result["frames"]["verdicts"]["mic_failure"] = 0;
  result["model"]["disagreements"] = json::array();
  result["seed"] = 18446744073709551615u;
  return result;
}

struct Case {
  const char* text;
  bool held;
  const char* actual;
};

TEST(Expectation, IsEvaluatedOverTheReport) {
  const Case cases[] = {
      {"frames.verdicts.mic_failure == 0", true, "frames.verdicts.mic_failure = 0"},
      {"frames.verdicts.mic_failure != 0", false, "frames.verdicts.mic_failure = 0"},
      {"frames.verdicts.mic_failure > 0", false, "frames.verdicts.mic_failure = 0"},
      {"frames.verdicts.mic_failure >= 0", true, "frames.verdicts.mic_failure = 0"},
      {"traffic.lost < 10", false, "traffic.lost = 10"},
      {"traffic.lost <= 10", true, "traffic.lost = 10"},
      {"traffic.lost == sum(rekeys[*].lost)", true, "traffic.lost = 10, sum(rekeys[*].lost) = 10"},
      {"traffic.lost == sum(rekeys[*].icv_failures)", false,
       "traffic.lost = 10, sum(rekeys[*].icv_failures) = 8"},
      {"traffic.sent - traffic.received == traffic.lost", true,
       "traffic.sent = 900, traffic.received = 890, traffic.lost = 10"},
      {"traffic.lost == 2 + 2 * 4", true, "traffic.lost = 10"},
      {"traffic.lost == (2 + 2) * 4", false, "traffic.lost = 10"},
      {"traffic.lost == 20 - 6 - 4", true, "traffic.lost = 10"},
      {"traffic.lost == -(-10)", true, "traffic.lost = 10"},
      {"traffic.lost within 10..12", true, "traffic.lost = 10"},
      {"traffic.lost within 8..10", true, "traffic.lost = 10"},
      {"traffic.lost within 8 .. 9.5", false, "traffic.lost = 10"},
      {"wall_s < 0.75", true, "wall_s = 0.5"},
      {"seed == 18446744073709551615", true, "seed = 18446744073709551615"},
      {"seed > 18446744073709551614", true, "seed = 18446744073709551615"},
      {"engine.name == \"uml\"", true, "engine.name = \"uml\""},
      {"engine.name != \"uml\"", false, "engine.name = \"uml\""},
      {"countermeasures.started == false", true, "countermeasures.started = false"},
      {"countermeasures.at_ns == null", true, "countermeasures.at_ns = null"},
      {"countermeasures.at_ns != null", false, "countermeasures.at_ns = null"},
      {"countermeasures.at_ns > 0", false, "countermeasures.at_ns = null"},
      {"countermeasures.at_ns == 0", false, "countermeasures.at_ns = null"},
      {"countermeasures.at_ns + 1 > 0", false, "countermeasures.at_ns = null"},
      {"rekeys[0].window_ns within 49ms..51ms", true,
       "rekeys[0].window_ns = 50000123 (50.000123ms)"},
      {"max(rekeys[*].window_ns) <= 60ms", false, "max(rekeys[*].window_ns) = 61000000 (61ms)"},
      {"min(rekeys[*].window_ns) > 50ms", true,
       "min(rekeys[*].window_ns) = 50000123 (50.000123ms)"},
      {"count(rekeys) == 2", true, "count(rekeys) = 2"},
      {"count(rekeys[*].window_ns) == 2", true, "count(rekeys[*].window_ns) = 2"},
      {"count(model.disagreements) == 0", true, "count(model.disagreements) = 0"},
      {"sum(model.disagreements[*].frame) == 0", true, "sum(model.disagreements[*].frame) = 0"},
  };
  for (const Case& one : cases) {
    const ExpectationResult result = evaluate_expectation(one.text, report());
    EXPECT_EQ(result.held, one.held) << one.text;
    EXPECT_EQ(result.actual, one.actual) << one.text;
    EXPECT_EQ(result.text, one.text);
    EXPECT_NO_THROW(validate_expectation(one.text, sample())) << one.text;
  }
}

TEST(Expectation, WithEveryElementHoldsForAllOrNot) {
  const Case cases[] = {
      {"rekeys[*].window_ns within 49ms..62ms", true,
       "rekeys[0].window_ns = 50000123 (50.000123ms); rekeys[1].window_ns = 61000000 (61ms)"},
      {"rekeys[*].window_ns within 49ms..51ms", false, "rekeys[1].window_ns = 61000000 (61ms)"},
      {"rekeys[*].icv_failures >= 4", false, "rekeys[1].icv_failures = 3"},
      {"4 <= rekeys[*].icv_failures", false, "rekeys[1].icv_failures = 3"},
      {"rekeys[*].icv_failures == rekeys[*].lost", false,
       "rekeys[1].icv_failures = 3, rekeys[1].lost = 5"},
      {"rekeys[*].lost * 2 == traffic.lost", true,
       "rekeys[0].lost = 5, traffic.lost = 10; rekeys[1].lost = 5, traffic.lost = 10"},
      {"rekeys[*].lost != 5", false, "rekeys[0].lost = 5; rekeys[1].lost = 5"},
  };
  for (const Case& one : cases) {
    const ExpectationResult result = evaluate_expectation(one.text, report());
    EXPECT_EQ(result.held, one.held) << one.text;
    EXPECT_EQ(result.actual, one.actual) << one.text;
    EXPECT_NO_THROW(validate_expectation(one.text, sample())) << one.text;
  }
}

TEST(Expectation, NeverHoldsForNothing) {
  json none = report();
  none["rekeys"] = json::array();
  const Case cases[] = {
      {"rekeys[*].window_ns < 51ms", false, "no element"},
      {"rekeys[*].window_ns != 0", false, "no element"},
      {"rekeys[0].window_ns != 0", false, "rekeys has no element"},
      {"rekeys[0].window_ns == null", false, "rekeys has no element"},
      {"max(rekeys[*].window_ns) < 51ms", false, "rekeys[*].window_ns has no element"},
      {"max(rekeys[*].window_ns) != 1", false, "rekeys[*].window_ns has no element"},
      {"rekeys[0].window_ns + 1 != 0", false, "rekeys has no element"},
      {"count(rekeys) == 0", true, "count(rekeys) = 0"},
  };
  for (const Case& one : cases) {
    const ExpectationResult result = evaluate_expectation(one.text, none);
    EXPECT_EQ(result.held, one.held) << one.text;
    EXPECT_EQ(result.actual, one.actual) << one.text;
  }
  EXPECT_EQ(evaluate_expectation("rekeys[2].lost == 5", report()).actual, "rekeys has 2 elements");
}

TEST(Expectation, AbsentElementIsNotASmallOne) {
  json broken = report();
  broken["rekeys"][1]["window_ns"] = nullptr;
  for (const char* text : {"rekeys[*].window_ns < 51ms", "max(rekeys[*].window_ns) < 51ms",
                           "sum(rekeys[*].window_ns) < 51ms"}) {
    const ExpectationResult result = evaluate_expectation(text, broken);
    EXPECT_FALSE(result.held) << text;
    EXPECT_EQ(result.actual, "rekeys[1].window_ns = null") << text;
  }
}

TEST(Expectation, NamesOnlyTheFirstOffenders) {
  json many = report();
  many["rekeys"] = json::array();
  for (int n = 0; n < 7; ++n) many["rekeys"].push_back({{"lost", n}});
  EXPECT_EQ(evaluate_expectation("rekeys[*].lost < 0", many).actual,
            "rekeys[0].lost = 0; rekeys[1].lost = 1; rekeys[2].lost = 2; rekeys[3].lost = 3; "
            "rekeys[4].lost = 4; and 2 more");
}

struct BadExpectation {
  const char* text;
  const char* message;
};

TEST(Expectation, ErrorsSayWhereAndWhatWouldBeRight) {
  const BadExpectation cases[] = {
      {"",
       "column 1: expected a path into the report, a number, a duration or a text; found the "
       "end"},
      {"traffic.lost", "column 13: expected a comparison (== != < <= > >= within), found the end"},
      {"traffic.lost = 0", "column 14: \"=\" is not an operator; write \"==\""},
      {"traffic.lost == ",
       "column 17: expected a path into the report, a number, a duration or a text; found the end"},
      {"traffic.lost == 0 and traffic.sent > 0",
       "column 19: one comparison each; write another expectation for the other"},
      {"traffic.lost == 0 && traffic.sent > 0",
       "column 19: one comparison each; write another expectation for the other"},
      {"0 < traffic.lost < 5",
       "column 18: one comparison each; write another expectation for the other"},
      {"traffic.lost == 0 0", "column 19: expected an operator or the end, found 0"},
      {"traffic.lost within 5",
       "column 22: expected \"..\" in the range of within, such as "
       "49ms..51ms; found the end"},
      {"traffic. == 0", "column 10: expected a key after the dot; found \"==\""},
      {"rekeys[x].lost == 0", "column 8: expected an index such as 0, or *; found \"x\""},
      {"rekeys[-1].lost == 0", "column 8: expected an index such as 0, or *; found \"-\""},
      {"rekeys[1.lost == 0", "column 9: expected \"]\" in an index; found \".\""},
      {"rekeys[1 == 0", "column 10: expected \"]\" in an index; found \"==\""},
      {"avg(rekeys[*].lost) == 0",
       "column 1: no function is named \"avg\"; there are sum, min, max and count"},
      {"sum(5) == 5", "column 5: sum() takes a path; found 5"},
      {"sum(rekeys[*].lost == 5", "column 20: expected \")\" in sum(); found \"==\""},
      {"(traffic.lost == 5", "column 15: expected \")\" in a group; found \"==\""},
      {"engine.name == 'uml'", "column 16: write text in double quotes"},
      {"engine.name == \"uml", "column 16: text without a closing quote"},
      {"rekeys[0].window_ns < 1.5s",
       "column 23: \"1.5s\" is neither a number nor a duration; write 1500ms"},
      {"rekeys[0].window_ns < 5weeks",
       "column 23: \"5weeks\" is neither a number nor a duration; write one such as 12, 0.5, 50ms "
       "or 2s"},
      {"traffic.lost == 5 % 2", "column 19: unexpected character; see the grammar of expectations"},
      {"frames.verdicts.mic_failures == 0",
       "frames.verdicts has no key \"mic_failures\"; did you mean \"mic_failure\"?"},
      {"frame.captured == 0", "the report has no key \"frame\"; did you mean \"frames\"?"},
      {"traffic.x == 0",
       "traffic has no key \"x\"; its keys are: \"duplicates\", \"lost\", \"received\", "
       "\"reordered\", \"sent\""},
      {"rekeys[*].window == 0", "rekeys[0] has no key \"window\"; did you mean \"window_ns\"?"},
      {"sum(rekeys[*].los) == 0", "rekeys[0] has no key \"los\"; did you mean \"lost\"?"},
      {"rekeys[7].los == 0", "rekeys[7] has no key \"los\"; did you mean \"lost\"?"},
      {"rekeys.lost == 0", "rekeys is a list, so it has no key \"lost\"; write rekeys[*].lost"},
      {"traffic.lost.x == 0", "traffic.lost is a number, so it has no key \"x\""},
      {"traffic[*].lost == 0", "traffic is an object, not a list"},
      {"traffic.lost[0] == 0", "traffic.lost is a number, not a list"},
      {"model.disagreements == 0",
       "model.disagreements is a list; write count(model.disagreements) or "
       "model.disagreements[*]"},
      {"engine == 0", "engine is an object; name one of its keys: \"kernel\", \"name\""},
      {"count(traffic.lost) == 0", "traffic.lost is a number, not a list"},
      {"sum(stacks[*].name) == 0",
       "sum(stacks[*].name) is of numbers, but stacks[0].name is a text"},
      {"engine.name == 5", "compares a text with a number"},
      {"countermeasures.started == 0", "compares true or false with a number"},
      {"engine.name < \"x\"", "only numbers have an order; compare a text with == or !="},
      {"engine.name + 1 == 2", "can't calculate with a text, only with numbers"},
      {"1 == 1", "names no field of the report, so it would tell nothing"},
      {"rekeys[*].lost == stacks[*].lost",
       "compares elements of rekeys with those of stacks; use sum(), min(), max() or count() for "
       "one of them"},
      {"rekeys[*].a[*] == 1",
       "rekeys[*].a[*] has two [*]; only sum(), min(), max() and count() can"},
  };
  for (const BadExpectation& one : cases) {
    try {
      validate_expectation(one.text, sample());
      ADD_FAILURE() << "no error for " << one.text;
    } catch (const ExpectationError& error) {
      EXPECT_STREQ(error.what(), one.message) << one.text;
    }
  }
}

TEST(Expectation, TyposFailInTheRealReportToo) {
  EXPECT_THROW(evaluate_expectation("frames.verdicts.mic_failures == 0", report()),
               ExpectationError);
  EXPECT_THROW(evaluate_expectation("rekeys[*].los == 0", report()), ExpectationError);
}

TEST(Expectation, DeepNestingIsRefused) {
  const std::string deep = std::string(100, '(') + "traffic.lost" + std::string(100, ')') + " == 1";
  EXPECT_THROW(validate_expectation(deep, sample()), ExpectationError);
}

TEST(Expectation, ALongChainIsRefusedToo) {
  const auto chain = [](int operators) {
    std::string text = "traffic.lost == 0";
    for (int i = 0; i < operators; ++i) text += " + 0";
    return text;
  };
  EXPECT_NO_THROW(validate_expectation(chain(256), sample()));
  EXPECT_THROW(validate_expectation(chain(257), sample()), ExpectationError);
  EXPECT_THROW(validate_expectation(chain(200'000), sample()), ExpectationError);
}

TEST(Expectation, EveryOneInTheLibraryIsValid) {
  const std::filesystem::path library = kScenarios;
  for (const auto& file : std::filesystem::directory_iterator(library)) {
    if (file.path().extension() != ".json") continue;
    for (const Expectation& expectation : load_scenario(file.path()).expect) {
      EXPECT_NO_THROW(validate_expectation(expectation.text, sample_report()))
          << file.path() << " " << expectation.pointer;
    }
  }
}

TEST(Tolerance, IsForTimesAndForWhatFallsBetweenTwoSwitches) {
  const nlohmann::json report{
      {"traffic", {{"lost", 3}}},
      {"frames", {{"verdicts", {{"icv_failure", 2}, {"mic_failure", 1}}}}},
      {"rekeys", {{{"window_ns", 52'000'000}, {"lost_in_window", 7}, {"n", 1}}}}};
  const ExpectationTolerance tolerance{10'000'000, 1, 3};
  const auto holds = [&](const std::string& text, const ExpectationTolerance& given) {
    return evaluate_expectation(text, report, given).held;
  };
  for (const char* text : {"rekeys[*].window_ns within 49ms..51ms", "rekeys[0].window_ns == 45ms",
                           "traffic.lost == 0", "frames.verdicts.icv_failure == 0",
                           "rekeys[*].lost_in_window within 4..6", "traffic.lost < 3"}) {
    EXPECT_TRUE(holds(text, tolerance)) << text;
    EXPECT_FALSE(holds(text, {})) << text;
  }
  for (const char* text : {"rekeys[0].window_ns <= 41ms", "frames.verdicts.mic_failure == 0",
                           "rekeys[*].lost_in_window within 4..5", "rekeys[0].n == 2"}) {
    EXPECT_FALSE(holds(text, tolerance)) << text;
  }
}

}  // namespace
}  // namespace keyrace
