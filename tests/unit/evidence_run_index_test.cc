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
  IndexEntry point{"c", 0, IndexStatus::kError, "c-seed-0"};
  point.point = {{"/faults/0/by", R"("50ms")"}, {"/traffic/0/rate", "10"}};
  point.fingerprint = "0123456789abcdef";
  point.alone = {"c", "--set", "/faults/0/by=50ms"};
  write_run_index(folder_, {"uml 7.3",
                            {{"a", 1, IndexStatus::kHolds, "a"},
                             {"b", 18446744073709551615u, IndexStatus::kElsewhere, ""},
                             point}});
  EXPECT_TRUE(is_indexed(folder_));
  const RunIndex index = read_run_index(folder_);
  EXPECT_EQ(index.kernel, "uml 7.3");
  ASSERT_EQ(index.runs.size(), 3u);
  EXPECT_EQ(index.runs[0].scenario, "a");
  EXPECT_EQ(index.runs[0].status, IndexStatus::kHolds);
  EXPECT_TRUE(index.runs[0].point.empty());
  EXPECT_EQ(index.runs[1].seed, 18446744073709551615u);
  EXPECT_EQ(index.runs[1].run, "");
  EXPECT_EQ(index.runs[2].run, "c-seed-0");
  EXPECT_EQ(index.runs[2].point, point.point);
  EXPECT_EQ(index.runs[2].fingerprint, point.fingerprint);
  EXPECT_EQ(index.runs[2].alone, point.alone);
}

TEST_F(RunIndexTest, OfBeforeThereWereSweepsIsRead) {
  write_file(folder_ + "/index.json", R"({"schema": 1, "runs": [
    {"scenario": "a", "seed": 1, "status": "holds", "run": "a"}]})");
  const RunIndex index = read_run_index(folder_);
  EXPECT_EQ(index.kernel, "");
  EXPECT_EQ(index.runs.at(0).fingerprint, "");
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
