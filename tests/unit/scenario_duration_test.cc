// Durations as text, and guesses at misspelt names.
#include <gtest/gtest.h>

#include "lab/scenario/duration_text.h"
#include "lab/scenario/nearest_name.h"

namespace keyrace {
namespace {

TEST(ScenarioDuration, ParsesNumberAndUnit) {
  EXPECT_EQ(parse_duration("50ms"), std::chrono::milliseconds(50));
  EXPECT_EQ(parse_duration("2s"), std::chrono::seconds(2));
  EXPECT_EQ(parse_duration("1500us"), std::chrono::microseconds(1500));
  EXPECT_EQ(parse_duration("0ns"), Duration(0));
  EXPECT_EQ(parse_duration("9223372036s"), std::chrono::seconds(9223372036));
  EXPECT_EQ(parse_duration("9223372036854775807ns"), Duration::max());
}

TEST(ScenarioDuration, RefusesEverythingElse) {
  for (const char* text :
       {"", "50", "ms", "50 ms", " 50ms", "50ms ", "-1ms", "+1ms", "1.5s", "50MS", "50m", "0x10ms",
        "1e3ms", "9223372037s", "9223372036854775808ns"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(ScenarioDuration, IsWrittenInTheLargestExactUnit) {
  for (const char* text : {"0s", "1s", "1500ms", "90s", "1001us", "1ns", "1000000s"}) {
    EXPECT_EQ(duration_text(parse_duration(text).value()), text);
  }
  EXPECT_EQ(duration_text(std::chrono::milliseconds(2000)), "2s");
}

TEST(ScenarioDuration, GuessesWhatWasMeant) {
  EXPECT_EQ(duration_guess("50 ms"), "50ms");
  EXPECT_EQ(duration_guess("1.5s"), "1500ms");
  EXPECT_EQ(duration_guess("0.25 ms"), "250us");
  EXPECT_EQ(duration_guess("0.0005s"), "500us");
  EXPECT_EQ(duration_guess("3 seconds"), "3s");
  EXPECT_EQ(duration_guess("0.5ns"), std::nullopt);
  for (const char* text : {"", "-1ms", "50", "soon", "1.2.3s", ".s", "5 weeks"}) {
    EXPECT_EQ(duration_guess(text), std::nullopt) << text;
  }
}

TEST(ScenarioNearestName, FindsTyposButDoesNotInvent) {
  const std::vector<std::string> names{"tk-first", "mic-first", "stack", "by"};
  EXPECT_EQ(nearest_name("tk_first", names), "tk-first");
  EXPECT_EQ(nearest_name("satck", names), "stack");
  EXPECT_EQ(nearest_name("STACK", names), "stack");
  EXPECT_EQ(nearest_name("yb", names), "by");
  EXPECT_EQ(nearest_name("x", names), std::nullopt);
  EXPECT_EQ(nearest_name("", names), std::nullopt);
  EXPECT_EQ(nearest_name("antenna", names), std::nullopt);
  EXPECT_EQ(nearest_name(std::string(100000, 'a'), names), std::nullopt);
}

}  // namespace
}  // namespace keyrace
