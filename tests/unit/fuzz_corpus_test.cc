// Every input that fuzzing began with or found, once more; scripts/fuzz looks for new ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/fuzz/targets.h"
#include "tests/locations.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

std::vector<std::uint8_t> octets_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(FuzzCorpus, EveryTargetStandsItsInputs) {
  for (const FuzzTarget& target : kFuzzTargets) {
    std::size_t inputs = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(kFuzzCorpus) / target.name)) {
      EXPECT_NO_THROW(target.run(octets_of(entry.path()))) << entry.path();
      ++inputs;
    }
    EXPECT_GT(inputs, 0U) << target.name;
    EXPECT_NO_THROW(target.run({})) << target.name;
  }
}

// The build takes the targets from the corpus.
TEST(FuzzCorpus, IsOfTheseTargets) {
  std::vector<std::string> folders, names;
  for (const auto& entry : fs::directory_iterator(kFuzzCorpus)) {
    folders.push_back(entry.path().filename());
  }
  for (const FuzzTarget& target : kFuzzTargets) names.emplace_back(target.name);
  EXPECT_THAT(folders, testing::UnorderedElementsAreArray(names));
}

// What makes a target fail is seen.
TEST(FuzzCorpus, ABrokenPromiseIsTold) {
  EXPECT_NO_THROW(require(true, "x"));
  EXPECT_THROW(require(false, "x"), std::logic_error);
}

}  // namespace
}  // namespace keyrace
