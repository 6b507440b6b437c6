// Scenario files: the library that comes with the program, and files that can't be read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "lab/scenario/scenario_file.h"
#include "lab/scenario/scenario_reader.h"
#include "tests/locations.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::StartsWith;

fs::path library() {
  return kScenarios;
}

template <typename Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "no error";
}

class ScenarioFolder : public testing::Test {
 protected:
  ScenarioFolder() { fs::create_directories(folder_); }
  ~ScenarioFolder() override { fs::remove_all(folder_); }

  std::string put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  fs::path folder_ = fs::path(testing::TempDir()) / ("scenarios-" + std::to_string(::getpid()));
};

TEST(ScenarioLibrary, EveryScenarioLoadsAndExplainsItself) {
  const auto names = library_scenarios(library());
  EXPECT_THAT(names,
              testing::IsSupersetOf({"baseline-rekey", "sta-installs-late", "sta-split-install"}));
  for (const std::string& name : names) {
    const Scenario scenario = load_scenario(resolve_scenario_path(name, library()));
    EXPECT_EQ(scenario.name, name);
    EXPECT_GT(scenario.about.size(), 100u) << name;
    EXPECT_FALSE(scenario.expect.empty()) << name;
    EXPECT_EQ(scenario_from_json(scenario_to_json(scenario), name), scenario);
  }
}

TEST(ScenarioLibrary, FaultsAreWhatTheNamesSay) {
  EXPECT_TRUE(load_scenario(library() / "baseline-rekey.json").faults.empty());
  const auto late = load_scenario(library() / "sta-installs-late.json").faults;
  Fault expected;
  expected.node = "sta";
  expected.kind = FaultKind::kDelay;
  expected.by = std::chrono::milliseconds(50);
  EXPECT_THAT(late, testing::ElementsAre(expected));
  const auto split = load_scenario(library() / "sta-split-install.json").faults;
  expected.kind = FaultKind::kSplit;
  expected.order = SplitOrder::kTkFirst;
  expected.first = 2;
  EXPECT_THAT(split, testing::ElementsAre(expected));
}

TEST_F(ScenarioFolder, BareNamesAreTheLibrarys) {
  put("late.json", "{}");
  EXPECT_EQ(resolve_scenario_path("late", folder_), folder_ / "late.json");
  EXPECT_EQ(resolve_scenario_path("./late", folder_), "./late");
  EXPECT_EQ(resolve_scenario_path("late.json", folder_), "late.json");
  EXPECT_THAT(error_of([this] { resolve_scenario_path("lat", folder_); }),
              EndsWith("; did you mean \"late\"?"));
  EXPECT_THAT(error_of([this] { resolve_scenario_path("countermeasures", folder_); }),
              EndsWith("; the scenarios there are: \"late\""));
  EXPECT_EQ(error_of([this] { resolve_scenario_path("", folder_); }),
            "scenario: is an empty name; give a file or a name");
  EXPECT_THAT(error_of([] { resolve_scenario_path("late", "/nonexistent"); }),
              StartsWith("/nonexistent: can't list the scenarios: No such file"));
}

TEST_F(ScenarioFolder, OnlyReadableTextIsAScenario) {
  EXPECT_EQ(error_of([] { load_scenario("/nonexistent.json"); }),
            "/nonexistent.json: can't be read: No such file or directory");
  EXPECT_EQ(error_of([this] { load_scenario(folder_); }),
            folder_.string() + ": is a directory; name a scenario file in it");
  const std::string empty = put("empty.json", " \n");
  EXPECT_EQ(error_of([&] { load_scenario(empty); }),
            empty + R"(: is empty; the shortest scenario is {"name": "NAME"})");
  const std::string huge = put("huge.json", std::string((4u << 20) + 1, ' '));
  EXPECT_EQ(error_of([&] { load_scenario(huge); }),
            huge + ": is larger than 4 MiB, so it can't be a scenario");
  const std::string binary = put("binary.json", std::string("\x0a\x0d\x0d\x0a\x00\xff", 6));
  EXPECT_THAT(error_of([&] { load_scenario(binary); }),
              StartsWith(binary + ":3:1: not valid JSON: while parsing value"));
}

TEST_F(ScenarioFolder, UnreadableIsSaid) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads everything";
  const std::string secret = put("secret.json", "{}");
  ::chmod(secret.c_str(), 0);
  EXPECT_EQ(error_of([&] { load_scenario(secret); }),
            secret + ": can't be read: Permission denied");
}

}  // namespace
}  // namespace keyrace
