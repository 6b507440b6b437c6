// Swap-mic and corrupt: what the kernel gets is another key than what the stack asked for.
#include "tests/unit/shim_fixture.h"

namespace keyrace {
namespace {

const std::string kSwapped = octets(0x10, 16) + octets(0x28, 8) + octets(0x20, 8);

// The kernel echoes the bytes that arrived.
TEST_F(Shim, SwapsTheMicKeys) {
  add(fault(KEYRACE_FAULT_SWAP_MIC));
  for (const char* way : {"write", "send", "sendto", "writev", "writev-pieces", "sendmsg",
                          "sendmsg-pieces", "sendmsg-unnamed", "sendmmsg"}) {
    ASSERT_EQ(ftruncate(log_.fd(), 0), 0);
    const Words steps{std::string(way) + "=nested:10"};
    std::string expected = bare_probe(steps).out;
    const std::size_t at = expected.find(octets(0x10, 32));
    ASSERT_NE(at, std::string::npos);
    expected.replace(at, kSwapped.size(), kSwapped);
    EXPECT_EQ(probe(steps).out, expected);
    EXPECT_EQ(event_texts(),
              texts({{.material = kSwapped, .asked = octets(0x10, 32), .fault = "\"swap-mic\""}}));
  }
}

TEST_F(Shim, CorruptsTheNamedParts) {
  add(numbered(corrupt(KEYRACE_PART_TK), 1, 1));
  add(numbered(corrupt(KEYRACE_PART_TX_MIC | KEYRACE_PART_RX_MIC), 2, 2));
  const Outcome outcome = probe({"write=flat:10", "sendmsg=flat:10"});
  const std::string tk = "ef" + octets(0x11, 31);
  const std::string mic = octets(0x10, 16) + "df" + octets(0x21, 7) + "d7" + octets(0x29, 7);
  EXPECT_EQ(event_texts(),
            texts({{.material = tk, .asked = octets(0x10, 32), .fault = "\"corrupt\""},
                   {.n = 2, .material = mic, .asked = octets(0x10, 32), .fault = "\"corrupt\""}}));
  EXPECT_NE(outcome.out.find(tk), std::string::npos);
  EXPECT_NE(outcome.out.find(mic), std::string::npos);
  EXPECT_EQ(outcome.out.find(octets(0x10, 32)), std::string::npos);
}

TEST_F(Shim, ChangesComposeAndAreSplitAndRemembered) {
  add(fault(KEYRACE_FAULT_SWAP_MIC));
  add(corrupt(KEYRACE_PART_TX_MIC));  // after the swap: what was the RX key
  add(split(KEYRACE_SPLIT_MIC_FIRST, 2, 2, 0));
  probe({"write=nested:10", "write=nested:80"});
  const std::string asked = octets(0x80, 32);
  const std::string mic = "67" + octets(0x99, 7) + octets(0x90, 8);
  EXPECT_EQ(event_texts(),
            texts({{.material = octets(0x10, 16) + "d7" + octets(0x29, 7) + octets(0x20, 8),
                    .asked = octets(0x10, 32),
                    .fault = "\"swap-mic+corrupt\""},
                   {.n = 2,
                    .material = octets(0x10, 16) + mic,
                    .asked = asked,
                    .part = "mic",
                    .fault = "\"swap-mic+corrupt+split\"",
                    .error = "-2"},
                   {.n = 2,
                    .material = octets(0x80, 16) + mic,
                    .asked = asked,
                    .part = "tk",
                    .fault = "\"swap-mic+corrupt+split\""}}));
}

TEST_F(Shim, OtherCiphersHaveNoMicKeys) {
  add(fault(KEYRACE_FAULT_SWAP_MIC));
  add(corrupt(KEYRACE_PART_TK | KEYRACE_PART_RX_MIC));
  add(corrupt(KEYRACE_PART_TK));
  probe({"write=ccmp:10"});
  EXPECT_EQ(event_texts(),
            texts({{.cipher = "\"000fac04\"",
                    .material = "ef" + octets(0x11, 15),
                    .asked = octets(0x10, 16),
                    .seq = "null",
                    .fault = "\"swap-mic-not-applicable+corrupt-not-applicable+corrupt\""}}));
}

// Keys that come with a request for something else can be changed, but that request is not ours.
TEST_F(Shim, OnlyTheMaterialOfACarriedKeyChanges) {
  auto delay = fault(KEYRACE_FAULT_DELAY, 60'000 * kMs), broken = corrupt(KEYRACE_PART_TK),
       drop = fault(KEYRACE_FAULT_DROP);
  for (auto* fault : {&delay, &broken, &drop}) {
    fault->key_kind = 0;
    fault->key_id = 1;
    add(*fault);
  }
  const Outcome outcome = probe({"write=connect:10"});
  const std::string changed = "af" + octets(0x51, 12);
  EXPECT_NE(outcome.out.find(octets(0x10, 13)), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find(changed), std::string::npos) << outcome.out;
  Expected key{.cmd = "connect",
               .key = "group",
               .peer = "null",
               .cipher = "\"000fac05\"",
               .material = octets(0x10, 13),
               .seq = "null"};
  Expected second = key;
  second.n = 2;
  second.key_id = "1";
  second.material = changed;
  second.asked = octets(0x50, 13);
  second.fault = "\"delay-not-applicable+corrupt+drop-not-applicable\"";
  EXPECT_EQ(event_texts(), texts({key, second}));
}

}  // namespace
}  // namespace keyrace
