// Messages of a socket come whole, in order, and however many there are.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <string>
#include <vector>

#include "emulator/sys/event_loop.h"
#include "emulator/sys/message_batch.h"
#include "emulator/sys/system_error.h"
#include "emulator/sys/unique_fd.h"

namespace keyrace {
namespace {

struct Pair {
  Pair() {
    sockaddr_in here{};
    socklen_t size = sizeof here;
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&here);
    check("bind", bind(near.get(), generic, size));
    check("getsockname", getsockname(near.get(), generic, &size));
    check("connect", connect(far.get(), generic, size));
  }
  static UniqueFd open() {
    return UniqueFd(check("socket", socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)));
  }
  void send(const std::string& text) const {
    check("send", ::send(far.get(), text.data(), text.size(), 0));
  }

  UniqueFd far = open(), near = open();
};

struct Taken {
  std::string octets;
  std::size_t length;
  std::uint64_t realtime_ns;
};

std::vector<Taken> take(MessageBatch& batch, int socket) {
  std::vector<Taken> result;
  batch.receive_all(socket, "take", [&](const ReceivedMessage& message) {
    result.push_back(
        {{message.octets.begin(), message.octets.end()}, message.length, message.realtime_ns});
  });
  return result;
}

TEST(MessageBatch, NothingIsThere) {
  const Pair pair;
  MessageBatch batch(16);
  EXPECT_TRUE(take(batch, pair.near.get()).empty());
}

TEST(MessageBatch, MoreThanOneCallTakesComeInOrder) {
  const Pair pair;
  std::vector<std::string> sent, got;
  for (int i = 0; i < 200; ++i) pair.send(sent.emplace_back(std::to_string(i)));
  MessageBatch batch(16);
  EventLoop loop;
  loop.watch(pair.near.get(), [&] {
    for (const Taken& taken : take(batch, pair.near.get())) got.push_back(taken.octets);
  });
  EXPECT_TRUE(loop.run_until([&] { return got.size() == sent.size(); },
                             monotonic_now() + std::chrono::minutes(1)));
  EXPECT_EQ(got, sent);
}

TEST(MessageBatch, ALongMessageIsCutAndItsLengthTold) {
  const Pair pair;
  pair.send("0123456789");
  pair.send("next");
  MessageBatch batch(4);
  const auto taken = take(batch, pair.near.get());
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[0].octets, "0123");
  EXPECT_EQ(taken[0].length, 10u);
  EXPECT_EQ(taken[1].octets, "next");
  EXPECT_EQ(taken[1].length, 4u);
}

TEST(MessageBatch, TimesAreThoseOfReception) {
  const Pair pair;
  const int on = 1;
  check("SO_TIMESTAMPNS", setsockopt(pair.near.get(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on));
  pair.send("stamped");
  MessageBatch batch(16);
  const auto taken = take(batch, pair.near.get());
  ASSERT_EQ(taken.size(), 1u);
  const auto now = monotonic_now() + realtime_offset();
  EXPECT_LE(taken[0].realtime_ns, static_cast<std::uint64_t>(now.count()));
  EXPECT_GT(taken[0].realtime_ns,
            static_cast<std::uint64_t>((now - std::chrono::minutes(5)).count()));
}

TEST(MessageBatch, WithoutAClockThereIsNoTime) {
  const Pair pair;
  pair.send("plain");
  MessageBatch batch(16);
  EXPECT_EQ(take(batch, pair.near.get()).at(0).realtime_ns, 0u);
}

TEST(MessageBatch, WhatIsNoSocketIsAnError) {
  MessageBatch batch(16);
  EXPECT_THROW(take(batch, -1), SystemError);
}

}  // namespace
}  // namespace keyrace
