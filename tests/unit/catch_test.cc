// The shim beside a program: whatever kind that is, it sees no more of it, and the key log and the
// faults are the same, as with the shim inside it.
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "emulator/sys/child_process.h"
#include "tests/unit/shim_every_way.h"
#include "tests/unit/shim_fixture.h"

namespace keyrace {
namespace {

struct Kind {
  const char* name;
  const char* const* probe;
};

// A container's seccomp profile may keep descriptors of other processes out of reach; the guest,
// where stacks are caught, has none.
bool may_take_descriptors() {
  const UniqueFd self(static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0)));
  const UniqueFd taken(static_cast<int>(syscall(SYS_pidfd_getfd, self.get(), self.get(), 0)));
  return taken.get() >= 0 || errno != EPERM;
}

class Catch : public Shim, public testing::WithParamInterface<Kind> {
 protected:
  Catch() {
    probe_ = *GetParam().probe;
    beside_ = true;
  }
  void SetUp() override {
    if (!may_take_descriptors()) GTEST_SKIP() << "pidfd_getfd is not permitted here";
  }
};

INSTANTIATE_TEST_SUITE_P(Programs, Catch,
                         testing::Values(Kind{"Dynamic", &kShimProbe},
                                         Kind{"Static", &kShimProbeStatic},
                                         Kind{"DirectCalls", &kShimProbeDirect}),
                         [](const auto& each) { return each.param.name; });

TEST_P(Catch, ProgramSeesNoDifference) {
  EXPECT_EQ(probe(every_way_of_sending()).out, bare_probe(every_way_of_sending()).out);
  EXPECT_GT(events().size(), 100u);
}

TEST_P(Catch, ProgramSeesNoDifferenceUnderFaults) {
  add(delay(KEYRACE_KEY_GROUP, 1, kAll, kMs / 10));
  add(split(KEYRACE_SPLIT_TK_FIRST, 1, kAll, kMs / 10));
  add(fault(KEYRACE_FAULT_DUPLICATE, 3'600'000 * kMs));
  EXPECT_EQ(probe(every_way_of_sending()).out, bare_probe(every_way_of_sending()).out);
}

TEST_P(Catch, ProgramSeesNoDifferenceInWhatItReceives) {
  Words steps = every_way_of_receiving();
  auto first_hundred = numbered(fail(ENODEV), 1, 100);
  add(first_hundred);
  steps.insert(steps.begin(), "threads");  // answers that stay outstanding
  EXPECT_EQ(probe(steps).out, bare_probe(steps).out);
}

TEST_P(Catch, SeesWhatTheShimInsideMaySee) {
  probe({"write=nested:10"});
  EXPECT_EQ(event_texts(), texts({{.material = octets(0x10, 32)}}));
}

TEST_P(Catch, DelaysTheCallAndOnlyThat) {
  add(delay(KEYRACE_KEY_PAIRWISE, 2, 2, 60 * kMs));
  probe({"write=nested:1", "sendmsg=nested:2", "sendto=nested:3"});
  ASSERT_EQ(events().size(), 3u);
  EXPECT_NE(events().at(0).text.find(R"("fault":null)"), std::string::npos);
  EXPECT_GE(events().at(1).took(), std::chrono::milliseconds(60));
  EXPECT_GE(events().at(2).asked_ns, events().at(1).done_ns) << "the program was blocked";
}

// Or a request would go twice: the kernel begins an interrupted call anew.
TEST_P(Catch, SignalsNeitherShortenNorRepeatADelayedRequest) {
  add(delay(KEYRACE_KEY_PAIRWISE, 1, 1, 80 * kMs));
  const Words steps{"restarting-ticks", "write=nested:1"};
  EXPECT_EQ(probe(steps).out, bare_probe(steps).out);
  ASSERT_EQ(events().size(), 1u);
  EXPECT_GE(events().at(0).took(), std::chrono::milliseconds(80));
}

TEST_P(Catch, OtherThreadsGoOnDuringADelay) {
  add(delay(KEYRACE_KEY_PAIRWISE, 1, 1, 500 * kMs));
  probe({"threads"});
  const auto lines = events();
  ASSERT_EQ(lines.size(), 100u);
  const auto delayed = std::ranges::find_if(
      lines, [](const Line& line) { return line.text.find("\"delay\"") != std::string::npos; });
  ASSERT_NE(delayed, lines.end());
  EXPECT_GE(delayed - lines.begin(), 1) << "a request of another thread is over before";
}

TEST_P(Catch, ChildrenOfManyThreadsAreHeldToo) {
  EXPECT_EQ(probe({"storm"}).out, "");
  EXPECT_GT(events().size(), 7500u);
}

TEST_P(Catch, DropIsAcknowledgedWithSuccess) {
  add(fault(KEYRACE_FAULT_DROP));
  const std::string out = probe({"writev-pieces=nested:20"}).out;
  EXPECT_NE(out.find("answer 2400000002000001"), std::string::npos) << out;
  EXPECT_EQ(event_texts(),
            texts({{.material = octets(0x20, 32), .fault = "\"drop\"", .sent = "false"}}));
}

TEST_P(Catch, SplitsTkFirst) {
  add(split(KEYRACE_SPLIT_TK_FIRST, 1, kAll, 30 * kMs));
  probe({"sendmsg=nested:10", "sendmsg=nested:80"});
  const std::string fault = "\"split\"";
  EXPECT_EQ(event_texts(),
            texts({{.material = octets(0x10, 16) + kZeros,
                    .asked = octets(0x10, 32),
                    .part = "tk",
                    .fault = fault,
                    .error = "-2"},
                   {.material = octets(0x10, 32), .part = "mic", .fault = fault},
                   {.n = 2,
                    .material = octets(0x80, 16) + octets(0x20, 16),
                    .asked = octets(0x80, 32),
                    .part = "tk",
                    .fault = fault,
                    .error = "-2"},
                   {.n = 2, .material = octets(0x80, 32), .part = "mic", .fault = fault}}));
  EXPECT_GE(events().at(1).done_ns - events().at(0).done_ns, 30 * 1'000'000);
}

TEST_P(Catch, DefersAndForgetsWhatIsPendingAtTheEnd) {
  add(numbered(fault(KEYRACE_FAULT_DEFER, 20 * kMs), 1, 1));
  add(numbered(fault(KEYRACE_FAULT_DEFER, 3'600'000 * kMs), 2, 2));
  probe({"write=nested:10", "write=nested:20", lines(2)});
  const std::string fault = "\"defer\"";
  EXPECT_EQ(event_texts(),
            texts({{.material = octets(0x10, 32), .fault = fault, .error = "-2"},
                   {.n = 2, .material = octets(0x20, 32), .fault = fault, .sent = "false"}}));
}

TEST_P(Catch, FailsWithTheWantedErrnoHoweverItIsReceived) {
  add(fail(ENODEV));
  const Words steps = every_way_of_being_answered();
  EXPECT_EQ(probe(steps).out, replaced(bare_probe(steps).out, "feffffff", "edffffff"));
}

// What the two ways are for.
using CatchOrNot = Shim;

TEST_F(CatchOrNot, PreloadDoesNotReachAStaticProgram) {
  probe_ = kShimProbeStatic;
  probe({"write=nested:10"});
  EXPECT_TRUE(log_lines().empty());
}

TEST_F(CatchOrNot, PreloadDoesNotSeeDirectCalls) {
  probe_ = kShimProbeDirect;
  probe({"write=nested:10"});
  EXPECT_EQ(event_texts(), Words{});
}

// In front of the program it is as if it were the program.
TEST(Catcher, EndsAsTheProgramEnds) {
  EXPECT_EQ(WEXITSTATUS(run({kCatcher, "/bin/sh", "-c", "exit 7"}, {}).status), 7);
  const int killed = run({kCatcher, "/bin/sh", "-c", "kill -USR2 $$"}, {}).status;
  ASSERT_TRUE(WIFSIGNALED(killed));
  EXPECT_EQ(WTERMSIG(killed), SIGUSR2);
}

TEST(Catcher, TellsWhatItCanNotRun) {
  const Outcome outcome = run({kCatcher, "/no/such"}, {});
  EXPECT_EQ(WEXITSTATUS(outcome.status), 127);
  EXPECT_EQ(outcome.err, "keyrace_catch: exec /no/such: No such file or directory\n");
  EXPECT_EQ(WEXITSTATUS(run({kCatcher}, {}).status), 2);
}

TEST(Catcher, PassesTermOn) {
  ChildProcess::Options options;
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  options.argv = {kCatcher, "/bin/sh", "-c",
                  "trap 'exit 5' TERM; echo; while :; do sleep 0.01; done"};
  options.environment = {"PATH=/usr/bin:/bin"};
  options.stdout_fd = ends[1];
  ChildProcess child(options);
  char line = 0;
  ASSERT_EQ(read(ends[0], &line, 1), 1);
  EXPECT_EQ(WEXITSTATUS(child.stop(std::chrono::seconds(20))), 5);
  close(ends[0]);
  close(ends[1]);
}

TEST(Catcher, TakesTheProgramWithIt) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ChildProcess::Options options;
  options.argv = {kCatcher, "/bin/sh", "-c", "echo; exec sleep 60"};
  options.environment = {"PATH=/usr/bin:/bin"};
  options.stdout_fd = ends[1];
  ChildProcess child(options);
  close(ends[1]);
  char line = 0;
  ASSERT_EQ(read(ends[0], &line, 1), 1);
  child.signal(SIGKILL);
  EXPECT_EQ(read(ends[0], &line, 1), 0) << "nobody has the other end any more";
  close(ends[0]);
}

}  // namespace
}  // namespace keyrace
