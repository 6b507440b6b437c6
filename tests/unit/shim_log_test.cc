// The lines of the key log: what they say of a request, and of what the shim is attached to.
#include <filesystem>

#include "tests/unit/shim_fixture.h"

namespace keyrace {
namespace {

TEST_F(Shim, SaysThatItIsAttached) {
  probe({});
  ASSERT_EQ(log_lines().size(), 1u);
  std::string line = log_lines()[0].text;
  EXPECT_GT(take_number(line, "\"pid\":"), 1);
  EXPECT_EQ(line, R"({"node":"sta","event":"attached","pid":T,"program":")" +
                      std::filesystem::canonical(kShimProbe).string() + R"(","shim":3})");
}

TEST_F(Shim, LogsWhatTheRequestSays) {
  probe({"sendmsg=nested:10", "sendmsg=flat:20", "sendmsg=pairwise:30", "sendmsg=group:40",
         "sendmsg=flat-group:50", "sendmsg=peer-group:60", "sendmsg=ccmp:70", "sendmsg=set",
         "sendmsg=delete"});
  EXPECT_EQ(
      event_texts(),
      texts({{.material = octets(0x10, 32)},
             {.n = 2, .material = octets(0x20, 32)},
             {.n = 3, .material = octets(0x30, 32), .seq = "null"},
             {.n = 1,
              .key = "group",
              .key_id = "1",
              .peer = "null",
              .material = octets(0x40, 32),
              .seq = "null"},
             {.n = 2,
              .key = "group",
              .key_id = "1",
              .peer = "null",
              .material = octets(0x50, 32),
              .seq = "null"},
             {.n = 3, .key = "group", .key_id = "2", .material = octets(0x60, 32), .seq = "null"},
             {.n = 4, .cipher = "\"000fac04\"", .material = octets(0x70, 16), .seq = "null"},
             {.event = "set",
              .cmd = "set_key",
              .n = 3,
              .key = "group",
              .key_id = "1",
              .peer = "null",
              .cipher = "null",
              .seq = "null"},
             {.event = "delete", .cmd = "del_key", .n = 4, .cipher = "null", .seq = "null"}}));
  for (const auto& line : events()) {
    EXPECT_GT(line.asked_ns, 0);
    EXPECT_GE(line.done_ns, line.asked_ns);
  }
}

TEST_F(Shim, SeesEveryWayToSend) {
  probe({"write=nested:1", "send=nested:2", "sendto=nested:3", "writev=nested:4",
         "writev-pieces=nested:5", "sendmsg=nested:6", "sendmsg-pieces=nested:7",
         "sendmsg-unnamed=nested:8", "sendmmsg=nested:9"});
  ASSERT_EQ(events().size(), 9u);
  for (int n = 1; n <= 9; ++n) {
    EXPECT_EQ(events()[static_cast<std::size_t>(n - 1)].text,
              (Expected{.n = n, .material = octets(n, 32)}.text()));
  }
}

TEST_F(Shim, SeesEveryRequestOfABatch) {
  for (const char* way : {"write=batch:33", "sendmsg-pieces=batch:33", "writev-pieces=batch:33"}) {
    ASSERT_EQ(ftruncate(log_.fd(), 0), 0);
    probe({way});
    EXPECT_EQ(event_texts(), texts({{.material = octets(0x33, 32)},
                                    {.key = "group",
                                     .key_id = "1",
                                     .peer = "null",
                                     .material = octets(0x33, 32),
                                     .seq = "null"}}))
        << way;
  }
}

TEST_F(Shim, SeesEveryMessageOfSendmmsg) {
  probe({"sendmmsg-twice=batch:33"});
  ASSERT_EQ(events().size(), 4u);
  EXPECT_EQ(events().at(2).text, (Expected{.n = 2, .material = octets(0x33, 32)}.text()));
}

Expected carried(const std::string& cmd, int n, const std::string& key_id, int fill) {
  return {.cmd = cmd,
          .n = n,
          .key = "group",
          .key_id = key_id,
          .peer = "null",
          .cipher = "\"000fac05\"",
          .material = octets(fill, 13),
          .seq = "null"};
}

// One line per key; they count as installs of group keys, without a peer.
TEST_F(Shim, SeesKeysThatComeWithOtherRequests) {
  probe({"write=connect:10", "write=connect-bare", "sendmsg-pieces=join-ibss:20",
         "write=start-ap:30", "write=authenticate:80", "write=group:c0"});
  EXPECT_EQ(event_texts(), texts({carried("connect", 1, "0", 0x10),
                                  carried("connect", 2, "1", 0x50),
                                  carried("join_ibss", 3, "0", 0x20),
                                  carried("join_ibss", 4, "1", 0x60),
                                  carried("start_ap", 5, "2", 0x30),
                                  carried("authenticate", 6, "2", 0x80),
                                  {.n = 7,
                                   .key = "group",
                                   .key_id = "1",
                                   .peer = "null",
                                   .material = octets(0xc0, 32),
                                   .seq = "null"}}));
}

TEST_F(Shim, SaysHowManyRequestsOfACallWereTooMany) {
  probe({"write=crowd"});
  ASSERT_EQ(events().size(), 5u);
  EXPECT_EQ(events().at(4).text, R"({"node":"sta","event":"overlooked","requests":2})");
}

TEST_F(Shim, NodeIsQuoted) {
  std::strcpy(config_.node, "a\"b\\\n\xff");
  probe({});
  ASSERT_EQ(log_lines().size(), 1u);
  EXPECT_EQ(log_lines()[0].text.rfind(R"({"node":"a\"b\\\u000a\u00ff",)", 0), 0u);
}

}  // namespace
}  // namespace keyrace
