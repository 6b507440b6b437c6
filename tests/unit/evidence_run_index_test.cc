// index.json, source.json and failure.json: what was written comes back, what is wrong is refused.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "emulator/sys/file.h"
#include "lab/evidence/failure_record.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/run_index.h"
#include "lab/evidence/scenario_source.h"

namespace keyrace {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

class RunIndexTest : public testing::Test {
 protected:
  RunIndexTest() { std::filesystem::create_directories(folder_); }
  ~RunIndexTest() override { std::filesystem::remove_all(folder_); }

  const std::string folder_ = testing::TempDir() + "index-" + std::to_string(::getpid());
};

TEST_F(RunIndexTest, ComesBack) {
  EXPECT_FALSE(is_indexed(folder_));
  write_run_index(folder_, {{"a", 1, IndexStatus::kHolds, "a"},
                            {"b", 18446744073709551615u, IndexStatus::kElsewhere, ""},
                            {"c", 0, IndexStatus::kError, "c-seed-0"}});
  EXPECT_TRUE(is_indexed(folder_));
  const RunIndex index = read_run_index(folder_);
  ASSERT_EQ(index.size(), 3u);
  EXPECT_EQ(index[0].scenario, "a");
  EXPECT_EQ(index[0].status, IndexStatus::kHolds);
  EXPECT_EQ(index[1].seed, 18446744073709551615u);
  EXPECT_EQ(index[1].run, "");
  EXPECT_EQ(index[2].run, "c-seed-0");
}

TEST_F(RunIndexTest, DoesNotLeadOutOfItsDirectory) {
  for (const char* run : {"../a", "..", ".", "a/b", ""}) {
    write_file(folder_ + "/index.json",
               std::string(R"({"schema": 1, "runs": [{"scenario": "a", "seed": 1, "status": "holds",
                             "run": ")") +
                   run + "\"}]}");
    EXPECT_THAT([&] { read_run_index(folder_); },
                ThrowsMessage<EvidenceError>(HasSubstr("can't be the name of a run's directory")))
        << run;
  }
  write_file(
      folder_ + "/index.json",
      R"({"schema": 1, "runs": [{"scenario": "a", "seed": 1, "status": "x", "run": null}]})");
  EXPECT_THAT([&] { read_run_index(folder_); },
              ThrowsMessage<EvidenceError>(HasSubstr("'x' is no status of a run")));
}

TEST_F(RunIndexTest, ASourceComesBackAndMayBeMissing) {
  EXPECT_EQ(read_scenario_source(folder_).file, "");
  write_scenario_source(folder_, {"a b.json", {3, std::nullopt}});
  const ScenarioSource source = read_scenario_source(folder_);
  EXPECT_EQ(source.file, "a b.json");
  EXPECT_THAT(source.lines, testing::ElementsAre(testing::Optional(3), std::nullopt));
}

TEST_F(RunIndexTest, AFailureComesBackWhateverItsTextIs) {
  EXPECT_FALSE(read_failure_record(folder_));
  write_failure_record(folder_, {"a", 7, "a.json", "no\nconsole: \xff\x1b"});
  const auto failure = read_failure_record(folder_);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->scenario, "a");
  EXPECT_EQ(failure->seed, 7u);
  EXPECT_EQ(failure->file, "a.json");
  EXPECT_EQ(failure->error, "no\nconsole: \xef\xbf\xbd\x1b");
}

}  // namespace
}  // namespace keyrace
