// Delay and split: the faults that only take time, and their composition.

#include "tests/unit/shim_fixture.h"

namespace keyrace {
namespace {

TEST_F(Shim, DelaysTheSelectedInstalls) {
  add(delay(KEYRACE_KEY_PAIRWISE, 2, 3, 60 * kMs));
  probe({"write=nested:1", "write=group:2", "write=group:2", "write=nested:3", "write=set",
         "write=nested:4", "write=nested:5"});
  const auto lines = events();
  ASSERT_EQ(lines.size(), 7u);
  for (const std::size_t i : {3, 5}) {
    EXPECT_GE(lines[i].took(), std::chrono::milliseconds(60));
    EXPECT_NE(lines[i].text.find(R"("fault":"delay")"), std::string::npos) << lines[i].text;
  }
  for (const std::size_t i : {0, 1, 2, 4, 6}) {
    EXPECT_NE(lines[i].text.find(R"("fault":null)"), std::string::npos) << lines[i].text;
  }
  EXPECT_GE(lines.at(6).asked_ns, lines.at(5).done_ns);
}

TEST_F(Shim, DelaySelectsGroupKeys) {
  add(delay(KEYRACE_KEY_GROUP, 1, UINT32_MAX, 20 * kMs));
  probe({"write=nested:1", "write=group:2", "write=group:3"});
  const auto lines = events();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_NE(lines.at(0).text.find(R"("fault":null)"), std::string::npos);
  EXPECT_GE(lines.at(1).took(), std::chrono::milliseconds(20));
  EXPECT_GE(lines.at(2).took(), std::chrono::milliseconds(20));
}

TEST_F(Shim, SignalsDoNotShortenADelay) {
  add(delay(KEYRACE_KEY_PAIRWISE, 1, 1, 80 * kMs));
  probe({"ticks", "write=nested:1"});
  ASSERT_EQ(events().size(), 1u);
  EXPECT_GE(events().at(0).took(), std::chrono::milliseconds(80));
}

// The made-up family answers the shim's own request, too: error -2 is the proof that it arrived.
TEST_F(Shim, SplitsTkFirst) {
  add(split(KEYRACE_SPLIT_TK_FIRST, 1, UINT32_MAX, 30 * kMs));
  const Words steps{"sendmsg=nested:10", "sendmsg=nested:80"};
  EXPECT_EQ(probe(steps).out, bare_probe(steps).out);
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
  const auto lines = events();
  EXPECT_GE(lines.at(1).done_ns - lines.at(0).done_ns, 30 * 1'000'000);
  EXPECT_EQ(lines.at(1).asked_ns, lines.at(0).asked_ns);
}

TEST_F(Shim, SplitsMicFirst) {
  add(split(KEYRACE_SPLIT_MIC_FIRST, 2, 2, 30 * kMs));
  probe({"write=flat:10", "writev-pieces=flat:80", "write=flat:c0"});
  const std::string fault = "\"split\"";
  EXPECT_EQ(event_texts(),
            texts({{.material = octets(0x10, 32)},
                   {.n = 2,
                    .material = octets(0x10, 16) + octets(0x90, 16),
                    .asked = octets(0x80, 32),
                    .part = "mic",
                    .fault = fault,
                    .error = "-2"},
                   {.n = 2, .material = octets(0x80, 32), .part = "tk", .fault = fault},
                   {.n = 3, .material = octets(0xc0, 32)}}));
  EXPECT_GE(events().at(2).done_ns - events().at(1).done_ns, 30 * 1'000'000);
}

// The old key is that of the same slot; a request that the socket refused has installed nothing.
TEST_F(Shim, SplitTakesTheOldKeyOfTheSameSlot) {
  add(split(KEYRACE_SPLIT_TK_FIRST, 2, 3, 0));
  probe({"write=nested:10", "write=group:40", "write=peer-group:50", "send-oob=nested:60",
         "write=nested:80"});
  const auto lines = events();
  ASSERT_EQ(lines.size(), 7u);
  const std::string halves = octets(0x80, 16) + octets(0x20, 16);
  EXPECT_NE(lines.at(5).text.find(halves), std::string::npos) << lines.at(5).text;
}

TEST_F(Shim, SplitIsOnlyForTkip) {
  add(split(KEYRACE_SPLIT_TK_FIRST, 1, UINT32_MAX, 2000 * kMs));
  probe({"write=ccmp:10", "write=gcmp256:20", "write=long:30"});
  const std::string fault = "\"split-not-applicable\"";
  EXPECT_EQ(
      event_texts(),
      texts(
          {{.cipher = "\"000fac04\"", .material = octets(0x10, 16), .seq = "null", .fault = fault},
           {.n = 2,
            .cipher = "\"000fac09\"",
            .material = octets(0x20, 32),
            .seq = "null",
            .fault = fault},
           {.n = 3, .material = octets(0x30, 32), .seq = "null", .fault = fault}}));
  for (const auto& line : events()) EXPECT_LT(line.took(), std::chrono::milliseconds(2000));
}

TEST_F(Shim, FaultsComposeInTheOrderOfTheConfiguration) {
  add(delay(KEYRACE_KEY_PAIRWISE, 1, 1, 20 * kMs));
  add(split(KEYRACE_SPLIT_TK_FIRST, 1, 1, 30 * kMs));
  add(delay(KEYRACE_KEY_PAIRWISE, 1, 1, 40 * kMs));
  probe({"write=nested:10"});
  const std::string fault = "\"delay+split+delay\"";
  EXPECT_EQ(event_texts(), texts({{.material = octets(0x10, 16) + kZeros,
                                   .asked = octets(0x10, 32),
                                   .part = "tk",
                                   .fault = fault,
                                   .error = "-2"},
                                  {.material = octets(0x10, 32), .part = "mic", .fault = fault}}));
  EXPECT_GE(events().at(0).took(), std::chrono::milliseconds(20));
  EXPECT_GE(events().at(1).done_ns - events().at(0).done_ns, 70 * 1'000'000);
}

}  // namespace
}  // namespace keyrace
