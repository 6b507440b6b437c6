// Which part of a campaign is whose, and how the command line and the engines of clusters say so.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdint>
#include <map>

#include "lab/cli/command_line.h"
#include "lab/cli/shard.h"
#include "lab/report/shell_words.h"

namespace keyrace {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(Shard, IsOneOfSome) {
  EXPECT_EQ(parse_shard("2/4").index, 2u);
  EXPECT_EQ(parse_shard("2/4").count, 4u);
  for (const char* wrong : {"", "2", "0/4", "5/4", "1/0", "/4", "1/", "a/b", "1/2/3", "-1/2"}) {
    EXPECT_THAT([&] { parse_shard(wrong); }, ThrowsMessage<UsageError>(HasSubstr("such as 2/4")))
        << wrong;
  }
}

// Another version must deal as this one does.
TEST(Shard, TheHashIsTheSameForever) {
  EXPECT_EQ(stable_hash(""), 0xf52a15e9a9b5e89bu);
  EXPECT_EQ(stable_hash("sta-installs-late 1 /faults/0/by=50ms"), 0xa0eee7a2c9e9ec42u);
}

std::vector<std::string> keys(std::size_t count) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < count; ++i) keys.push_back("run " + std::to_string(i));
  return keys;
}

TEST(Shard, EveryRunIsInOneAndAllAreOfOneSize) {
  for (const std::size_t runs : {0, 1, 7, 200}) {
    for (const std::size_t count : {1, 2, 3, 7}) {
      std::vector<int> times(runs);
      for (std::size_t index = 1; index <= count; ++index) {
        const std::vector<bool> here = deal(keys(runs), {index, count});
        const auto size = static_cast<std::size_t>(std::ranges::count(here, true));
        EXPECT_GE(size, runs / count);
        EXPECT_LE(size, runs / count + 1);
        for (std::size_t i = 0; i < runs; ++i) times[i] += here[i] ? 1 : 0;
      }
      EXPECT_THAT(times, testing::Each(1)) << runs << " in " << count;
    }
  }
}

TEST(Shard, TheOrderOfTheRunsDoesNotMatter) {
  const std::vector<std::string> some = keys(20);
  const std::vector<std::string> turned(some.rbegin(), some.rend());
  std::vector<bool> here = deal(some, {2, 3});
  std::reverse(here.begin(), here.end());
  EXPECT_EQ(deal(turned, {2, 3}), here);
}

class ShardOfTheEnvironment : public testing::Test {
 protected:
  std::optional<Shard> shard(const std::map<std::string, std::string>& variables) {
    return shard_from([&](const char* name) {
      const auto found = variables.find(name);
      return found == variables.end() ? nullptr : found->second.c_str();
    });
  }
  void is(const std::map<std::string, std::string>& variables, std::size_t index, std::size_t count,
          const std::string& source) {
    const auto found = shard(variables);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->index, index);
    EXPECT_EQ(found->count, count);
    EXPECT_EQ(found->source, source);
  }
  void told(const std::map<std::string, std::string>& variables, const std::string& message) {
    EXPECT_THAT([&] { shard(variables); }, ThrowsMessage<UsageError>(HasSubstr(message)));
  }
};

TEST_F(ShardOfTheEnvironment, IsWhatTheEnginesSay) {
  EXPECT_FALSE(shard({}));
  EXPECT_FALSE(shard({{"JOB_COMPLETIONS", "4"}}));
  is({{"SLURM_ARRAY_TASK_ID", "7"}, {"SLURM_ARRAY_TASK_COUNT", "4"}, {"SLURM_ARRAY_TASK_MIN", "5"}},
     3, 4, "SLURM_ARRAY_TASK_ID");
  is({{"SLURM_ARRAY_TASK_ID", "0"}, {"SLURM_ARRAY_TASK_COUNT", "4"}}, 1, 4, "SLURM_ARRAY_TASK_ID");
  is({{"SLURM_ARRAY_TASK_ID", "6"},
      {"SLURM_ARRAY_TASK_COUNT", "4"},
      {"SLURM_ARRAY_TASK_MIN", "0"},
      {"SLURM_ARRAY_TASK_STEP", "2"}},
     4, 4, "SLURM_ARRAY_TASK_ID");
  is({{"JOB_COMPLETION_INDEX", "0"}, {"JOB_COMPLETIONS", "3"}}, 1, 3, "JOB_COMPLETION_INDEX");
  is({{"KEYRACE_SHARD", "2"},
      {"KEYRACE_SHARDS", "2"},
      {"SLURM_ARRAY_TASK_ID", "0"},
      {"SLURM_ARRAY_TASK_COUNT", "4"}},
     2, 2, "KEYRACE_SHARD");
}

TEST_F(ShardOfTheEnvironment, MayBeInOneVariableAndEmptyIsNotSet) {
  is({{"KEYRACE_SHARD", "2/4"}}, 2, 4, "KEYRACE_SHARD");
  told({{"KEYRACE_SHARD", "5/4"}}, "such as 2/4");
  EXPECT_FALSE(shard({{"KEYRACE_SHARD", ""}, {"SLURM_ARRAY_TASK_ID", ""}}));
}

TEST_F(ShardOfTheEnvironment, AHalfOfItIsAnError) {
  told({{"JOB_COMPLETION_INDEX", "0"}}, "JOB_COMPLETIONS is not set");
  told({{"KEYRACE_SHARD", "1"}}, "KEYRACE_SHARDS is not set");
  told({{"KEYRACE_SHARD", "0"}, {"KEYRACE_SHARDS", "2"}}, "KEYRACE_SHARD=0: it counts from 1");
  told({{"KEYRACE_SHARD", "3"}, {"KEYRACE_SHARDS", "2"}}, "shard 3 of only 2");
  told({{"JOB_COMPLETION_INDEX", "x"}, {"JOB_COMPLETIONS", "2"}},
       "JOB_COMPLETION_INDEX=x: a whole");
  told({{"SLURM_ARRAY_TASK_ID", "7"},
        {"SLURM_ARRAY_TASK_COUNT", "3"},
        {"SLURM_ARRAY_TASK_MIN", "1"}},
       "shard 7 of only 3");
  told({{"SLURM_ARRAY_TASK_ID", "2"},
        {"SLURM_ARRAY_TASK_COUNT", "3"},
        {"SLURM_ARRAY_TASK_MIN", "1"},
        {"SLURM_ARRAY_TASK_STEP", "2"}},
       "without gaps");
}

TEST(ShellWords, AreQuotedWhereAShellWouldSplitThem) {
  EXPECT_EQ(shell_words({"run", "my.json", "--set", "/a=1"}), "run my.json --set /a=1");
  EXPECT_EQ(shell_words({"a b", "", "/sweep={}", "it's", "*"}),
            "'a b' '' '/sweep={}' 'it'\\''s' '*'");
}

}  // namespace
}  // namespace keyrace
