// What a sweep makes of a scenario: values, points, and what is wrong with either.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "emulator/sys/file.h"
#include "lab/scenario/scenario_reader.h"
#include "lab/scenario/sweep.h"
#include "lab/scenario/sweep_values.h"

namespace keyrace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

std::vector<std::string> all_of(const std::string& json) {
  const SweepValues values(json);
  std::vector<std::string> all;
  for (std::uint64_t n = 0; n < values.size(); ++n) all.push_back(values.at(n));
  return all;
}

TEST(SweepValues, ListsRangesAndBoth) {
  EXPECT_THAT(all_of(R"("0ms..3ms:1ms")"),
              ElementsAre(R"("0s")", R"("1ms")", R"("2ms")", R"("3ms")"));
  EXPECT_THAT(all_of(R"("0s..5ms:2ms")"), ElementsAre(R"("0s")", R"("2ms")", R"("4ms")"));
  EXPECT_THAT(all_of(R"("-1..1")"), ElementsAre("-1", "0", "1"));
  EXPECT_THAT(all_of(R"("1,5,10..20:5")"), ElementsAre("1", "5", "10", "15", "20"));
  EXPECT_THAT(all_of(R"("999us,1ms..1ms:1ns")"), ElementsAre(R"("999us")", R"("1ms")"));
  EXPECT_THAT(all_of(R"(["a,b", 1, {"x": [1]}])"), ElementsAre(R"("a,b")", "1", R"({"x":[1]})"));
  EXPECT_THAT(all_of("7"), ElementsAre("7"));
  EXPECT_THAT(all_of(R"("-9223372036854775808..9223372036854775807:9223372036854775807")"),
              ElementsAre("-9223372036854775808", "-1", "9223372036854775806"));
}

TEST(SweepValues, ALongRangeIsNotMade) {
  const SweepValues values(R"("0ms..200ms:1ns")");
  EXPECT_EQ(values.size(), 200'000'001u);
  EXPECT_EQ(values.at(57'000'000), R"("57ms")");
  EXPECT_THROW(values.at(values.size()), std::out_of_range);
}

TEST(SweepValues, WhatIsWrongIsToldWithWhatWouldBeRight) {
  const auto told = [](const std::string& text, const std::string& reason) {
    EXPECT_THAT([&] { SweepValues{text}; }, ThrowsMessage<SweepError>(HasSubstr(reason))) << text;
  };
  told(R"("0ms..5ms")", "needs a step, such as 0ms..5ms:1ms");
  told(R"("5ms..0ms:1ms")", "goes down; put the smaller end first");
  told(R"("0..5ms:1")", "mixes a number and a duration");
  told(R"("0ms..5ms:1")", "1ms or another one above zero would be right");
  told(R"("0ms..5ms:0ms")", "above zero");
  told(R"("1..5:-1")", "above zero");
  told(R"("a..b")", "is no range");
  told(R"("1...5")", "is no range");
  told(R"("1,,2")", "empty value");
  told(R"("1,")", "empty value");
  told(R"("")", "has no value");
  told("[]", "has no value");
  told(R"({"from": 1})", R"(a range such as "0ms..200ms:1ms")");
  told(R"("0..99999999999")", "a larger step would be right");
}

TEST(SweepValues, WhatIsTypedComesBack) {
  for (const char* typed : {"50ms", "7", "\"7\"", "[1,2]", "a b", "true"}) {
    EXPECT_EQ(as_typed(as_json_text(typed)), typed);
  }
}

std::vector<std::string> spoken(const Sweep& sweep, std::uint64_t seed = 1) {
  std::vector<std::string> points;
  for (const auto& point : sweep_points(sweep, seed, "file")) points.push_back(spoken_point(point));
  return points;
}

TEST(SweepPoints, AGridHasEachWithEachAndPairsOneWithOne) {
  Sweep sweep{{{"/a", R"("1..2")"}, {"/b", R"(["x", "y"])"}}};
  EXPECT_THAT(spoken(sweep), ElementsAre("/a=1 /b=x", "/a=1 /b=y", "/a=2 /b=x", "/a=2 /b=y"));
  sweep.points = SweepPoints::kPairs;
  EXPECT_THAT(spoken(sweep), ElementsAre("/a=1 /b=x", "/a=2 /b=y"));
  sweep.set.push_back({"/c", "3"});
  EXPECT_THAT([&] { spoken(sweep); },
              ThrowsMessage<ScenarioError>(
                  "file: /sweep/set/~1c: has 1 values and /a has 2; pairs need as many of each"));
  EXPECT_THAT(spoken({}), ElementsAre());
}

TEST(SweepPoints, DrawsComeFromTheSeedAlone) {
  const Sweep sweep{{{"/a", R"("0ms..1s:1us")"}, {"/b", R"("1..100")"}}, SweepPoints::kDraws, 50};
  const auto points = spoken(sweep, 7);
  EXPECT_EQ(points.size(), 50u);
  EXPECT_EQ(points, spoken(sweep, 7));
  EXPECT_NE(points, spoken(sweep, 8));
  EXPECT_GT(std::set<std::string>(points.begin(), points.end()).size(), 45u);
  // On every machine: by hand from SplitMix64's published first output for seed 0.
  EXPECT_THAT(spoken({{{"/a", R"("0..999999999")"}}, SweepPoints::kDraws, 1}, 0),
              ElementsAre("/a=" + std::to_string(0xe220a8397b1dcdafu % 1'000'000'000)));
}

TEST(SweepPoints, TooManyAreRefused) {
  EXPECT_EQ(spoken({{{"/a", R"("1..10000")"}}}).size(), 10'000u);
  for (const Sweep& sweep : {Sweep{{{"/a", R"("1..10001")"}}},
                             Sweep{{{"/a", R"("1..999999999")"}, {"/b", R"("1..999999999")"}}}}) {
    EXPECT_THAT([&] { spoken(sweep); },
                ThrowsMessage<ScenarioError>(HasSubstr("more than 10000 points")));
  }
}

class SweepOfAFile : public testing::Test {
 protected:
  SweepOfAFile() { std::filesystem::create_directories(folder_); }
  ~SweepOfAFile() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& more) {
    write_file(file_, R"({"name": "late", "traffic": [{}],
      "faults": [{"node": "sta", "fault": "delay", "by": "50ms"}])" +
                          more + "}");
    return file_;
  }

  const std::string folder_ = testing::TempDir() + "sweep-" + std::to_string(::getpid());
  const std::string file_ = folder_ + "/late.json";
};

TEST_F(SweepOfAFile, EachPointStandsAlone) {
  write(R"(, "sweep": {"set": {"/traffic/0/rate": [10, 20], "/faults/0/by": "0ms..2ms:2ms"}},
    "expect": ["traffic.lost == 0"])");
  const auto points = load_points(file_);
  ASSERT_EQ(points.size(), 4u);
  EXPECT_EQ(points[1].scenario.faults[0].by, Duration(0));
  EXPECT_EQ(points[1].scenario.traffic[0].rate, 20);
  EXPECT_EQ(spoken_point(points[3].point), "/faults/0/by=2ms /traffic/0/rate=20");
  EXPECT_EQ(points[3].scenario.sweep, Sweep());
  EXPECT_TRUE(points[3].lines.contains("/expect/0"));
  EXPECT_FALSE(points[3].lines.contains("/faults/0/by"));

  // The command line's is beside the file's, or in its place.
  EXPECT_EQ(load_points(file_, {.sweeps = {"/duration=1s,2s"}}).size(), 8u);
  EXPECT_EQ(load_points(file_, {.sweeps = {"/faults/0/by=7ms"}}).size(), 2u);
  EXPECT_EQ(load_points(file_, {.points = "pairs"}).size(), 2u);
  EXPECT_EQ(load_points(file_, {.points = "30"}).size(), 30u);
  EXPECT_EQ(load_points(file_, {.overrides = {"/sweep={}"}}).size(), 1u);
}

TEST_F(SweepOfAFile, WhatHasNoSweepIsOnePoint) {
  write("");
  const auto points = load_points(file_);
  ASSERT_EQ(points.size(), 1u);
  EXPECT_TRUE(points[0].point.empty());
}

TEST_F(SweepOfAFile, AnErrorNamesWhatCausedIt) {
  const auto told = [&](const ScenarioChanges& changes, const std::string& message) {
    EXPECT_THAT([&] { load_points(file_, changes); },
                ThrowsMessage<ScenarioError>(HasSubstr(message)));
  };
  write("");
  told({.sweeps = {"/faults/0/by=1s..1002s:1s"}},
       "--sweep /faults/0/by=1s..1002s:1s: must be a duration from \"0s\" to \"1000s\"");
  told({.sweeps = {"/faults/0/by=5ms..1ms:1ms"}},
       "--sweep /faults/0/by=5ms..1ms:1ms: \"5ms..1ms:1ms\" goes down");
  told({.sweeps = {"/fault/0/by=5ms"}}, "--sweep /fault/0/by=5ms: /fault: unknown key");
  told({.sweeps = {"/faults/3/by=5ms"}}, R"("3" can't be an index)");
  told({.sweeps = {"faults=5ms"}}, "--sweep faults=5ms: must be POINTER=VALUES");
  told({.sweeps = {"/sweep/points=grid"}}, "a sweep can't change itself");
  told({.points = "0"}, "--points 0: must be a whole number from 1 to 10000");
  write(R"(, "sweep": {"set": {"/faults/0/by": "1s..1002s:1s"}})");
  told({}, file_ + ": /sweep/set/~1faults~10~1by: must be a duration from \"0s\"");
  write(R"(, "sweep": {"set": {"/faults/0/by": {"from": "1s"}}})");
  told({}, file_ + ": /sweep/set/~1faults~10~1by: must be the values to take");
  write(R"(, "sweep": {"draws": 7})");
  told({}, "/sweep/draws: only allowed when \"points\" is \"draws\"");
}

}  // namespace
}  // namespace keyrace
