// A run in a process of its own: its result, its error, its end by a signal.
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "lab/cli/scenario_result.h"
#include "lab/cli/worker.h"
#include "lab/engine/lab_failure.h"

namespace keyrace {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(Worker, GivesItsResultBack) {
  // More than a pipe holds.
  Worker worker([] { return std::string(1 << 20, 'x') + std::to_string(getpid()); }, std::nullopt);
  const std::string result = worker.result();
  EXPECT_EQ(result.size(), (1u << 20) + result.substr(1 << 20).size());
  EXPECT_NE(result.substr(1 << 20), std::to_string(getpid()));
}

TEST(Worker, ThrowsWhatItsWorkThrew) {
  Worker worker([]() -> std::string { throw std::runtime_error("boot: no"); }, std::nullopt);
  EXPECT_THAT([&] { worker.result(); }, ThrowsMessage<LabFailure>("boot: no"));
}

TEST(Worker, SaysHowItEnded) {
  Worker worker(
      []() -> std::string {
        raise(SIGKILL);
        return "";
      },
      std::nullopt);
  EXPECT_THAT([&] { worker.result(); }, ThrowsMessage<LabFailure>(HasSubstr("killed by signal 9")));
}

TEST(Worker, IsEndedWithItsObject) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  {
    Worker worker(
        []() -> std::string {
          for (;;) pause();
        },
        std::nullopt);
    close(ends[1]);
  }
  // Nobody has the other end any more.
  char octet;
  EXPECT_EQ(read(ends[0], &octet, 1), 0);
  close(ends[0]);
}

TEST(Worker, ResultsTravelWhole) {
  RunOutcome outcome;
  outcome.scenario = "a";
  outcome.variant = "b";
  outcome.place = {{{"/x", "1"}, {"/y", R"("2s")"}}, {"a.json", "--set", "/x=1"}};
  outcome.page = "{}";
  outcome.seed = 18446744073709551615u;
  outcome.run_directory = "runs/a-1";
  outcome.report = {{"answer", {"x", "y"}}};
  outcome.file = "a.json";
  outcome.lines = {std::nullopt, 4};
  RunOutcome failed;
  failed.scenario = "c";
  failed.error = "no\n\x1b";
  const ScenarioResult back = from_bytes(to_bytes({{outcome, failed}, "text\n"}));
  ASSERT_EQ(back.outcomes.size(), 2u);
  EXPECT_EQ(back.text, "text\n");
  EXPECT_EQ(back.outcomes[0].scenario, "a");
  EXPECT_EQ(back.outcomes[0].variant, "b");
  EXPECT_EQ(back.outcomes[0].name(), "a b /x=1 /y=2s");
  EXPECT_EQ(back.outcomes[0].place.alone, outcome.place.alone);
  EXPECT_EQ(back.outcomes[0].page, "{}");
  EXPECT_EQ(back.outcomes[0].seed, outcome.seed);
  EXPECT_EQ(back.outcomes[0].run_directory, "runs/a-1");
  EXPECT_EQ(back.outcomes[0].report, outcome.report);
  EXPECT_EQ(back.outcomes[0].file, "a.json");
  EXPECT_EQ(back.outcomes[0].lines, outcome.lines);
  EXPECT_TRUE(back.outcomes[1].report.is_null());
  EXPECT_EQ(back.outcomes[1].error, failed.error);
}

}  // namespace
}  // namespace keyrace
