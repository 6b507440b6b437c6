// The shim inside a program: what the program sees of it (nothing), and what the key log says. The
// program is shim_probe; the kernel answers its made-up family with ENOENT and an echo.
#include <set>

#include "tests/unit/shim_every_way.h"
#include "tests/unit/shim_fixture.h"

namespace keyrace {
namespace {

TEST_F(Shim, ProgramSeesNoDifference) {
  const Outcome bare = bare_probe(every_way_of_sending());
  EXPECT_EQ(bare.status, 0);
  EXPECT_NE(bare.out.find("write=nested:42 result 108 errno 4242 buffer kept answer"),
            std::string::npos);
  EXPECT_EQ(probe(every_way_of_sending()).out, bare.out);
  EXPECT_GT(events().size(), 100u);
}

TEST_F(Shim, ProgramSeesNoDifferenceUnderFaults) {
  add(delay(KEYRACE_KEY_GROUP, 1, UINT32_MAX, kMs / 10));
  add(split(KEYRACE_SPLIT_TK_FIRST, 1, UINT32_MAX, kMs / 10));
  add(split(KEYRACE_SPLIT_MIC_FIRST, 2, 7, kMs / 10));
  add(fault(KEYRACE_FAULT_DUPLICATE, 3'600'000 * kMs));
  const Outcome bare = bare_probe(every_way_of_sending());
  EXPECT_EQ(probe(every_way_of_sending()).out, bare.out);
}

// Without and with answers outstanding that never come (the threads' sockets are closed).
TEST_F(Shim, ProgramSeesNoDifferenceInWhatItReceives) {
  Words steps = every_way_of_receiving();
  EXPECT_EQ(probe(steps).out, bare_probe(steps).out);
  auto first_hundred = numbered(fault(KEYRACE_FAULT_FAIL), 1, 100);
  first_hundred.error = 19;
  add(first_hundred);
  steps.insert(steps.begin(), "threads");
  EXPECT_EQ(probe(steps).out, bare_probe(steps).out);
}

TEST_F(Shim, WithoutConfigurationItOnlyPassesThrough) {
  const Outcome bare = bare_probe(every_way_of_sending());
  const Memory block;  // as many descriptors
  const Outcome shim =
      run(Words{kShimProbe} + every_way_of_sending(), {std::string("LD_PRELOAD=") + kShim});
  EXPECT_EQ(shim.out, bare.out);
  EXPECT_EQ(shim.err, "");
}

TEST_F(Shim, LeavesEverythingElseAlone) {
  add(delay(KEYRACE_KEY_PAIRWISE, 1, UINT32_MAX, 1000 * kMs));
  probe({"write=get", "write=connect-bare", "write=no-request", "write=other-family", "write=cut",
         "write=text", "write=zeros", "route-send=nested", "local-send=nested",
         "local-write=nested", "local-sendmsg=nested", "local-sendmmsg=nested", "pipe-write=nested",
         "pipe-writev=nested", "pipe-send=nested", "nowhere-write=nested", "nowhere-sendmsg=nested",
         "sendto-process=nested"});
  EXPECT_EQ(event_texts(), Words{});
}

TEST_F(Shim, LogsARequestThatTheSocketRefused) {
  probe({"send-oob=nested:11"});
  EXPECT_EQ(event_texts(), texts({{.material = octets(0x11, 32), .error = "-95"}}));
}

TEST_F(Shim, CountsAcrossThreads) {
  probe({"threads"});
  const auto lines = events();
  ASSERT_EQ(lines.size(), 100u);
  std::set<std::string> seen;
  for (const auto& line : lines) seen.insert(line.text);
  for (int n = 1; n <= 100; ++n) {
    EXPECT_EQ(seen.count(Expected{.n = n, .material = octets(1, 32)}.text()), 1u) << n;
  }
}

// A child is forked whatever the parent's other threads are doing in the shim.
TEST_F(Shim, AChildOfManyThreadsIsNotStuck) {
  EXPECT_EQ(probe({"storm"}).out, "");
  EXPECT_GT(events().size(), 7500u);
}

TEST_F(Shim, AForkedChildGoesOnCounting) {
  add(split(KEYRACE_SPLIT_TK_FIRST, 2, 2, 0));
  probe({"write=nested:10", "fork", "write=nested:80"});
  ASSERT_EQ(events().size(), 3u);
  EXPECT_NE(events().at(1).text.find(octets(0x80, 16) + octets(0x20, 16)), std::string::npos);
}

TEST_F(Shim, AnExecutedProgramLogsToo) {
  const Outcome outcome = with_shim({"/bin/sh", "-c", "\"$0\" write=nested:10; :", kShimProbe});
  EXPECT_EQ(outcome.status, 0);
  const auto lines = log_lines();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_NE(lines.at(0).text.find("\"attached\""), std::string::npos);
  EXPECT_NE(lines.at(1).text.find("\"attached\""), std::string::npos);
  EXPECT_EQ(lines.at(2).text, (Expected{.material = octets(0x10, 32)}.text()));
}

TEST_F(Shim, NeverWritesKeysToAnotherFile) {
  const Outcome outcome = probe({"reuse", "write=nested:10", "own-files"});
  EXPECT_NE(outcome.out.find("own files hold 0 octets"), std::string::npos) << outcome.out;
  EXPECT_EQ(event_texts(), Words{});
}

}  // namespace
}  // namespace keyrace
