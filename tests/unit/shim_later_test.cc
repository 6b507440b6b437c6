// Defer and duplicate: requests that go later, from the shim's own socket. The made-up family
// answers these too: error -2 is the proof that one arrived.
#include "tests/unit/shim_fixture.h"

namespace keyrace {
namespace {

Expected deferred(int n, int fill) {
  return {.n = n, .material = octets(fill, 32), .fault = "\"defer\"", .error = "-2"};
}

TEST_F(Shim, DefersWhatItAcknowledged) {
  add(fault(KEYRACE_FAULT_DEFER, 60 * kMs));
  const Outcome outcome = probe({"write=nested:10", "write=group:40", lines(3)});
  EXPECT_NE(outcome.out.find("errno 4242 buffer kept answer 2400000002000001"), std::string::npos)
      << "an acknowledgement";
  EXPECT_EQ(event_texts(), texts({{.key = "group",
                                   .key_id = "1",
                                   .peer = "null",
                                   .material = octets(0x40, 32),
                                   .seq = "null"},
                                  deferred(1, 0x10)}));
  const auto lines = events();
  EXPECT_GE(lines.at(1).took(), std::chrono::milliseconds(60));
  EXPECT_LT(lines.at(1).asked_ns, lines.at(0).asked_ns);
}

TEST_F(Shim, DeferredRequestsKeepTheirOrder) {
  add(numbered(fault(KEYRACE_FAULT_DEFER, 80 * kMs), 1, 1));
  add(numbered(fault(KEYRACE_FAULT_DEFER, 10 * kMs), 2, 3));
  auto duplicate = numbered(fault(KEYRACE_FAULT_DUPLICATE, 20 * kMs), 4, 4);
  add(duplicate);
  probe({"write=nested:10", "write=nested:20", "write=nested:30", "write=nested:40", lines(6)});
  EXPECT_EQ(event_texts(),
            texts({{.n = 4, .material = octets(0x40, 32), .fault = "\"duplicate\""},
                   {.n = 4, .material = octets(0x40, 32), .fault = "\"duplicate\"", .error = "-2"},
                   deferred(1, 0x10),
                   deferred(2, 0x20),
                   deferred(3, 0x30)}));
}

TEST_F(Shim, DefersDeletes) {
  auto defer = fault(KEYRACE_FAULT_DEFER, 5 * kMs);
  defer.request = KEYRACE_REQUEST_DELETE;
  add(defer);
  probe({"write=nested:10", "write=delete", lines(3)});
  EXPECT_EQ(event_texts(), texts({{.material = octets(0x10, 32)},
                                  {.event = "delete",
                                   .cmd = "del_key",
                                   .cipher = "null",
                                   .seq = "null",
                                   .fault = "\"defer\"",
                                   .error = "-2"}}));
}

// A delay before it counts first; the time of the deferral is that from its acknowledgement.
TEST_F(Shim, DefersAfterADelay) {
  add(fault(KEYRACE_FAULT_DELAY, 40 * kMs));
  add(corrupt(KEYRACE_PART_RX_MIC));
  add(fault(KEYRACE_FAULT_DEFER, 50 * kMs));
  probe({"write=nested:10", "write=set", lines(3)});
  const auto lines = events();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines.at(1).text, (Expected{.material = octets(0x10, 24) + "d7" + octets(0x29, 7),
                                        .asked = octets(0x10, 32),
                                        .fault = "\"delay+corrupt+defer\"",
                                        .error = "-2"}
                                   .text()));
  EXPECT_GE(lines.at(0).asked_ns - lines.at(1).asked_ns, 40 * 1'000'000);
  EXPECT_GE(lines.at(1).took(), std::chrono::milliseconds(90));
}

TEST_F(Shim, NothingIsDeferredThatTheSocketRefused) {
  add(fault(KEYRACE_FAULT_DEFER, 5 * kMs));
  probe({"send-oob=nested:10", "sleep=50"});
  EXPECT_EQ(
      event_texts(),
      texts(
          {{.material = octets(0x10, 32), .fault = "\"defer\"", .sent = "false", .error = "-95"}}));
}

TEST_F(Shim, WhatIsStillPendingAtTheEndWasNotSent) {
  add(fault(KEYRACE_FAULT_DEFER, 3'600'000 * kMs));
  probe({"write=nested:10", "write=nested:20"});
  EXPECT_EQ(event_texts(),
            texts({{.material = octets(0x10, 32), .fault = "\"defer\"", .sent = "false"},
                   {.n = 2, .material = octets(0x20, 32), .fault = "\"defer\"", .sent = "false"}}));
}

// Each process has its own; the parent's goes once, though the child has ended before.
TEST_F(Shim, AForkLeavesPendingRequestsWithTheParent) {
  add(fault(KEYRACE_FAULT_DEFER, 60 * kMs));
  probe({"write=nested:10", "fork", "write=nested:20", lines(3)});
  EXPECT_EQ(event_texts(), texts({deferred(1, 0x10), deferred(2, 0x20)}));
}

TEST_F(Shim, DefersFromManyThreads) {
  add(fault(KEYRACE_FAULT_DEFER, kMs / 10));
  probe({"threads", lines(101)});
  const auto lines = events();
  ASSERT_EQ(lines.size(), 100u);
  for (const auto& line : lines) EXPECT_NE(line.text.find(R"("error":-2)"), std::string::npos);
}

// The helper takes no signals and is gone when nothing is pending.
TEST_F(Shim, TheHelperDoesNotDisturb) {
  add(fault(KEYRACE_FAULT_DEFER, 30 * kMs));
  const Outcome outcome = probe({"ticks", "count-threads", "write=nested:10", "count-threads",
                                 "sleep=1", "sleep=1", "write=nested:20"});
  EXPECT_NE(outcome.out.find("threads 1\n"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("threads 2\n"), std::string::npos) << outcome.out;
  ASSERT_EQ(log_lines().size(), 3u);
  const Outcome after = probe({"write=nested:30", "sleep=150", "count-threads", "fd"});
  EXPECT_NE(after.out.find("threads 1\n"), std::string::npos) << after.out;
  const std::string descriptor = bare_probe({"fd"}).out;
  EXPECT_NE(after.out.find(descriptor), std::string::npos) << after.out;
}

TEST_F(Shim, TheHelperTakesNoSignals) {
  add(fault(KEYRACE_FAULT_DEFER, 3'600'000 * kMs));
  const Outcome outcome = probe({"ticks", "write=nested:10", "block-ticks"});
  EXPECT_NE(outcome.out.find("ticks elsewhere 0\n"), std::string::npos) << outcome.out;
}

TEST_F(Shim, DuplicatesTheRequest) {
  add(fault(KEYRACE_FAULT_SWAP_MIC));
  add(fault(KEYRACE_FAULT_DUPLICATE, 40 * kMs));
  const Words steps{"sendmsg=nested:10", lines(3)};
  probe(steps);
  const std::string swapped = octets(0x10, 16) + octets(0x28, 8) + octets(0x20, 8);
  EXPECT_EQ(
      event_texts(),
      texts({{.material = swapped, .asked = octets(0x10, 32), .fault = "\"swap-mic+duplicate\""},
             {.material = swapped,
              .asked = octets(0x10, 32),
              .fault = "\"duplicate\"",
              .error = "-2"}}));
  const auto lines = events();
  EXPECT_EQ(lines.at(0).asked_ns, lines.at(1).asked_ns);
  EXPECT_GE(lines.at(1).done_ns - lines.at(0).done_ns, 40 * 1'000'000);
}

// The copy is of the whole key.
TEST_F(Shim, DuplicatesWhatWasSplit) {
  add(split(KEYRACE_SPLIT_MIC_FIRST, 1, 1, 0));
  add(fault(KEYRACE_FAULT_DUPLICATE, 5 * kMs));
  probe({"write=nested:10", lines(4)});
  const std::string fault = "\"split+duplicate\"";
  EXPECT_EQ(event_texts(),
            texts({{.material = kZeros + octets(0x20, 16),
                    .asked = octets(0x10, 32),
                    .part = "mic",
                    .fault = fault,
                    .error = "-2"},
                   {.material = octets(0x10, 32), .part = "tk", .fault = fault},
                   {.material = octets(0x10, 32), .fault = "\"duplicate\"", .error = "-2"}}));
}

// A copy is of the request as it is at its place in the list.
TEST_F(Shim, ADuplicateHealsWhatIsCorruptedAfterIt) {
  add(fault(KEYRACE_FAULT_DUPLICATE, 10 * kMs));
  add(corrupt(KEYRACE_PART_TX_MIC));
  probe({"write=nested:10", lines(3)});
  EXPECT_EQ(event_texts(),
            texts({{.material = octets(0x10, 16) + "df" + octets(0x21, 15),
                    .asked = octets(0x10, 32),
                    .fault = "\"duplicate+corrupt\""},
                   {.material = octets(0x10, 32), .fault = "\"duplicate\"", .error = "-2"}}));
}

}  // namespace
}  // namespace keyrace
