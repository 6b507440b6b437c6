// `--set POINTER=VALUE`: what it changes, and how its errors name it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "lab/scenario/override.h"
#include "lab/scenario/scenario_reader.h"

namespace keyrace {
namespace {

using nlohmann::json;

json changed(const std::string& before, const std::string& pointer, const std::string& value) {
  json result = json::parse(before);
  apply_override(result, pointer, value);
  return result;
}

TEST(ScenarioOverride, ValueIsJsonOrElseAString) {
  EXPECT_EQ(changed(R"({"a": 1})", "/a", "2"), json::parse(R"({"a": 2})"));
  EXPECT_EQ(changed(R"({"a": 1})", "/a", "50ms"), json::parse(R"({"a": "50ms"})"));
  EXPECT_EQ(changed(R"({"a": 1})", "/a", ""), json::parse(R"({"a": ""})"));
  EXPECT_EQ(changed(R"({"a": 1})", "/a", R"("2")"), json::parse(R"({"a": "2"})"));
  EXPECT_EQ(changed(R"({"a": 1})", "/a", "[1,true]"), json::parse(R"({"a": [1, true]})"));
  EXPECT_EQ(changed(R"({"a": 1})", "/a", "x=y"), json::parse(R"({"a": "x=y"})"));
}

TEST(ScenarioOverride, CreatesWhatIsMissing) {
  EXPECT_EQ(changed("{}", "/ap/path", "x"), json::parse(R"({"ap": {"path": "x"}})"));
  EXPECT_EQ(changed("{}", "/sta/0/path", "x"), json::parse(R"({"sta": [{"path": "x"}]})"));
  EXPECT_EQ(changed(R"({"l": [1]})", "/l/1", "2"), json::parse(R"({"l": [1, 2]})"));
  EXPECT_EQ(changed(R"({"l": [1]})", "/l/-", "2"), json::parse(R"({"l": [1, 2]})"));
  EXPECT_EQ(changed("{}", "/a~1b/c~0", "1"), json::parse(R"({"a/b": {"c~": 1}})"));
}

TEST(ScenarioOverride, ReturnsWhereItEnded) {
  json scenario = json::parse(R"({"l": [1]})");
  EXPECT_EQ(apply_override(scenario, "/l/-", "2"), "/l/1");
  EXPECT_EQ(apply_override(scenario, "/new/-/x", "2"), "/new/0/x");
}

std::string load_error(const std::vector<std::string>& overrides) {
  const auto file = std::filesystem::path(testing::TempDir()) /
                    ("override-" + std::to_string(::getpid()) + ".json");
  std::ofstream(file) << R"({"name": "a", "sta": [{"name": "one", "path": ""}],
                             "network": {"channel": 1}})";
  std::string message = "no error";
  try {
    load_scenario(file, overrides);
  } catch (const ScenarioError& error) {
    message = error.what();
  }
  std::filesystem::remove(file);
  return message;
}

TEST(ScenarioOverride, ErrorsNameTheArgument) {
  EXPECT_EQ(load_error({"/sta/0/path"}),
            "--set /sta/0/path: must be POINTER=VALUE, such as /ap/ptk_rekey=5s; found no =");
  EXPECT_EQ(load_error({"sta=1"}),
            "--set sta=1: the pointer must start with /, such as /ap/ptk_rekey");
  EXPECT_EQ(load_error({"=1"}), "--set =1: the pointer must start with /, such as /ap/ptk_rekey");
  EXPECT_EQ(load_error({"/a~b=1"}),
            "--set /a~b=1: the pointer must spell ~ as ~0, and / inside a key as ~1");
  EXPECT_EQ(load_error({"/name/x=1"}), "--set /name/x=1: /name is \"a\", which has no members");
  EXPECT_EQ(load_error({"/sta/5/path=x"}),
            "--set /sta/5/path=x: /sta is a list of 1, so \"5\" can't be an index; 1 or - adds an "
            "element");
  EXPECT_EQ(load_error({"/sta/first=x"}),
            "--set /sta/first=x: /sta is a list of 1, so \"first\" can't be an index; 1 or - adds "
            "an element");
  EXPECT_EQ(load_error({"/about=\xff"}), "--set /about=\xff: VALUE is not UTF-8");
}

TEST(ScenarioOverride, WhatTheReaderRefusesNamesTheArgument) {
  EXPECT_EQ(load_error({"/sta/0/pth=x"}),
            "--set /sta/0/pth=x: unknown key; did you mean \"path\"?");
  EXPECT_EQ(load_error({"/netwrk/channel=3"}),
            "--set /netwrk/channel=3: /netwrk: unknown key; did you mean \"network\"?");
  EXPECT_EQ(load_error({"/network/channel=3", "/network/channel=99"}),
            "--set /network/channel=99: must be a whole number from 1 to 11; found 99");
  EXPECT_EQ(load_error({"/ap={\"stak\": 1}"}),
            "--set /ap={\"stak\": 1}: /ap/stak: unknown key; did you mean \"stack\"?");
  EXPECT_EQ(load_error({"/faults/-/node=one"}),
            "--set /faults/-/node=one: /faults/0: missing key \"fault\"; it must be one of "
            "\"delay\", \"split\", \"defer\", \"drop\", \"fail\", "
            "\"duplicate\", \"swap-mic\", \"corrupt\", \"hold-until\", \"early\"");
  EXPECT_EQ(load_error({"/network/passphrase=12345678"}),
            "--set /network/passphrase=12345678: must be a string of 8 to 63 octets, of printable "
            "ASCII, such as \"key-race-lab\"; found 12345678; write \"12345678\"");
}

TEST(ScenarioOverride, TheFileKeepsItsOwnErrors) {
  const std::string message = load_error({"/network/channel=3", "/ap/name=one"});
  EXPECT_TRUE(
      message.ends_with(".json: /sta/0/name: the name \"one\" is taken by /ap; give each "
                        "node a name of its own"))
      << message;
}

TEST(ScenarioOverride, GoodOnesAreTaken) {
  EXPECT_EQ(load_error({"/sta/0/path=/opt/x", "/ap/ptk_rekey=5s", "/about=a = b"}), "no error");
}

}  // namespace
}  // namespace keyrace
