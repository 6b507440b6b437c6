// Drop and fail: requests that the kernel never gets to carry out, and what the stack is told.
#include <cerrno>

#include "tests/unit/shim_every_way.h"
#include "tests/unit/shim_fixture.h"

namespace keyrace {
namespace {

const char* const kNoEntry = "feffffff";  // -ENOENT in an answer
const char* const kNoDevice = "edffffff";

// 36 octets of acknowledgement: no error, and the header of a request that netlink itself took.
TEST_F(Shim, DropIsAcknowledgedWithSuccess) {
  add(numbered(fault(KEYRACE_FAULT_DROP), 2, 2));
  const Outcome outcome = probe({"write=nested:10", "writev-pieces=nested:20"});
  EXPECT_NE(outcome.out.find("writev-pieces=nested:20 result 108 errno 4242 buffer kept answer "
                             "24000000"
                             "0200"
                             "0001"
                             "65000000"
                             "00000000"
                             "00000000"
                             "6c000000"
                             "0100"
                             "0500"
                             "65000000"
                             "00000000\n"),
            std::string::npos)
      << outcome.out;
  EXPECT_EQ(event_texts(),
            texts({{.material = octets(0x10, 32)},
                   {.n = 2, .material = octets(0x20, 32), .fault = "\"drop\"", .sent = "false"}}));
}

TEST_F(Shim, DropsOneRequestOfABatch) {
  add(fault(KEYRACE_FAULT_DROP));
  const Outcome outcome = probe({"sendmsg=batch:33"});
  const std::string group = octets(0x33, 32);
  EXPECT_NE(outcome.out.find(group), std::string::npos) << "the group key's echo";
  EXPECT_EQ(outcome.out.find(group), outcome.out.rfind(group)) << "nothing of the pairwise key";
}

// The old key of a later split is the one the kernel has.
TEST_F(Shim, WhatIsDroppedIsNotRemembered) {
  add(numbered(fault(KEYRACE_FAULT_DROP), 2, 2));
  add(split(KEYRACE_SPLIT_TK_FIRST, 3, 3, 0));
  probe({"write=nested:10", "write=nested:40", "write=nested:80"});
  EXPECT_EQ(events().at(2).text, (Expected{.n = 3,
                                           .material = octets(0x80, 16) + octets(0x20, 16),
                                           .asked = octets(0x80, 32),
                                           .part = "tk",
                                           .fault = "\"split\"",
                                           .error = "-2"}
                                      .text()));
}

TEST_F(Shim, DropsTheSecondHalf) {
  add(corrupt(KEYRACE_PART_TK));
  add(split(KEYRACE_SPLIT_TK_FIRST, 1, 1, 0));
  add(fault(KEYRACE_FAULT_DROP));
  probe({"write=nested:10"});
  const std::string fault = "\"corrupt+split+drop\"";
  EXPECT_EQ(
      event_texts(),
      texts({{.material = "ef" + octets(0x11, 15) + kZeros,
              .asked = octets(0x10, 32),
              .part = "tk",
              .fault = fault,
              .error = "-2"},
             {.material = octets(0x10, 32), .part = "mic", .fault = fault, .sent = "false"}}));
}

// The answer is the kernel's own for that errno, whichever way it is received, and only once.
TEST_F(Shim, FailsWithTheWantedErrno) {
  add(fail(ENODEV));
  const Words steps = every_way_of_being_answered();
  EXPECT_EQ(probe(steps).out, replaced(bare_probe(steps).out, kNoEntry, kNoDevice));
  EXPECT_EQ(
      events().at(0).text,
      (Expected{.material = octets(0x10, 32), .fault = "\"fail\"", .sent = "false", .error = "-19"}
           .text()));
}

TEST_F(Shim, FailsOnlyTheChosenRequests) {
  add(numbered(fail(ENODEV), 2, 2));
  const Words before{"write=nested:10"}, chosen{"reader=peek", "write=nested:20"},
      after{"write=nested:30", "write=group:40", "write=delete"};
  const std::string bare = bare_probe(before + chosen + after).out;
  const std::size_t start = bare.find("write=nested:20"), end = bare.find("write=nested:30");
  EXPECT_EQ(probe(before + chosen + after).out,
            bare.substr(0, start) + replaced(bare.substr(start, end - start), kNoEntry, kNoDevice) +
                bare.substr(end));
}

TEST_F(Shim, FailsInABatchOfWhichTheRestGoes) {
  add(fail(ENODEV));
  const std::string bare = bare_probe({"write=batch:33"}).out;
  const std::size_t first = bare.find(kNoEntry), second = bare.find(kNoEntry, first + 1);
  std::string expected = bare;
  expected.replace(second, std::strlen(kNoDevice), kNoDevice);
  EXPECT_EQ(probe({"write=batch:33"}).out, expected);
}

TEST_F(Shim, FailsEachSocketByItself) {
  add(numbered(fail(5), 1, 1));
  add(numbered(fail(ENODEV), 2, 2));
  std::string expected = bare_probe({"crossed"}).out;
  expected.replace(expected.find(kNoEntry), 8, kNoDevice);
  expected.replace(expected.find(kNoEntry), 8, "fbffffff");
  EXPECT_EQ(probe({"crossed"}).out, expected);
}

// Only netlink's own answers are touched; and what is not still is a failure.
TEST_F(Shim, AnswersThatComeAnotherWayStayAsTheyAre) {
  add(fail(ENODEV));
  const std::string out = probe({"relayed"}).out;
  EXPECT_NE(out.find("relayed 128 errno 4242\n"), std::string::npos) << out;
  EXPECT_NE(out.find(std::string(kNoEntry) + "6c000000" + "ffff"), std::string::npos) << out;
}

// More than can be outstanding, none of them received; those after it still are.
TEST_F(Shim, FailsAfterAnswersThatNobodyTook) {
  add(fail(ENODEV));
  const Words steps{"threads", "write=nested:10"};
  EXPECT_EQ(probe(steps).out, replaced(bare_probe(steps).out, kNoEntry, kNoDevice));
}

TEST_F(Shim, ARefusedSendFailsByItself) {
  add(fail(ENODEV));
  const Words steps{"send-oob=nested:10", "write=get"};
  EXPECT_EQ(probe(steps).out, bare_probe(steps).out);
  EXPECT_EQ(
      event_texts(),
      texts(
          {{.material = octets(0x10, 32), .fault = "\"fail\"", .sent = "false", .error = "-95"}}));
}

TEST_F(Shim, FailsInAForkedChild) {
  add(fail(ENODEV));
  const Words steps{"write=nested:10", "fork", "reader=peek", "write=nested:20"};
  EXPECT_EQ(probe(steps).out, replaced(bare_probe(steps).out, kNoEntry, kNoDevice));
}

// What is too large to be copied goes as it is, and the log says so.
TEST_F(Shim, LargeCallsOnlyWait) {
  add(fault(KEYRACE_FAULT_DELAY, 5 * kMs));
  add(fault(KEYRACE_FAULT_SWAP_MIC));
  add(fault(KEYRACE_FAULT_DROP));
  EXPECT_EQ(probe({"write=large:10"}).out, bare_probe({"write=large:10"}).out);
  EXPECT_EQ(event_texts(),
            texts({{.material = octets(0x10, 32),
                    .fault = "\"delay+swap-mic-not-applicable+drop-not-applicable\""}}));
}

}  // namespace
}  // namespace keyrace
