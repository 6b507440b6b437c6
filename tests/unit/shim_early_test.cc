// early: a message 3/4 or 4/4 waits until the guest has told its key and the key is in; the stack's
// own request for it comes later.
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <thread>

#include "tests/unit/shim_fixture.h"

namespace keyrace {
namespace {

using std::chrono::milliseconds;

struct Answer {
  int fill = 0x10;  // of the material: fill, fill + 1, ...
  std::uint32_t size = 32;
  std::uint32_t cipher = 0x000fac02;
};

// The guest's end: gives these answers, in order, and keeps what was asked.
class Guest {
 public:
  Guest() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends_), 0); }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;
  ~Guest() {
    stop();
    close(ends_[1]);
  }

  int shim_end() const { return ends_[1]; }

  // `before` runs between a question and its answer.
  void start(
      std::deque<Answer> answers, std::function<void()> before = [] {}) {
    thread_ = std::thread([this, answers = std::move(answers), before] { serve(answers, before); });
  }

  void stop() {
    if (!thread_.joinable()) return;
    stopped_ = true;
    thread_.join();
    close(ends_[0]);
  }

  std::vector<keyrace_key_question> asked;  // after stop()

 private:
  void serve(std::deque<Answer> answers, const std::function<void()>& before) {
    while (!stopped_) {
      pollfd ready{ends_[0], POLLIN, 0};
      if (poll(&ready, 1, 10) != 1) continue;
      keyrace_key_question question{};
      if (recv(ends_[0], &question, sizeof question, 0) != sizeof question) return;
      asked.push_back(question);
      before();
      if (answers.empty()) return stop_answering();
      send_answer(answers.front());
      answers.pop_front();
    }
  }

  void stop_answering() const { shutdown(ends_[0], SHUT_RDWR); }

  void send_answer(const Answer& answer) const {
    keyrace_key_answer packet{};
    packet.size = answer.size;
    packet.cipher = answer.cipher;
    for (std::uint32_t i = 0; i < answer.size; ++i) {
      packet.material[i] = static_cast<std::uint8_t>(static_cast<std::uint32_t>(answer.fill) + i);
    }
    EXPECT_EQ(send(ends_[0], &packet, sizeof packet, 0), static_cast<ssize_t>(sizeof packet));
  }

  int ends_[2] = {-1, -1};
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

class ShimEarly : public Shim {
 protected:
  ShimEarly() {
    EXPECT_EQ(ftruncate(page_.fd(), sizeof(keyrace_shim_events)), 0);
    config_.ask_fd = guest_.shim_end();
    config_.events_fd = page_.fd();
  }

  // The probe, above a kernel that does what the shim asks for.
  Outcome probe_above_willing_kernel(const Words& steps) {
    const Memory block;
    EXPECT_EQ(write(block.fd(), &config_, sizeof config_), static_cast<ssize_t>(sizeof config_));
    const std::string preload = std::string(kShim) + ":" + kShimWillingKernel;
    const Outcome outcome =
        run(Words{kShimProbe} + steps,
            Words{"LD_PRELOAD=" + preload, KEYRACE_SHIM_ENV "=" + std::to_string(block.fd())});
    guest_.stop();
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    return outcome;
  }

  std::uint32_t installed() const {
    keyrace_shim_events events{};
    EXPECT_EQ(pread(page_.fd(), &events, sizeof events, 0), static_cast<ssize_t>(sizeof events));
    return events.counters[0][KEYRACE_EVENT_INSTALLED];
  }

  // The line of the shim's own install, which has no receive counter.
  static Expected early_line(int n, int fill) {
    return {.n = n, .material = octets(fill, 32), .seq = "null", .fault = "\"early\""};
  }

  Guest guest_;
  const Memory page_;
};

const keyrace_shim_fault kEarly = fault(KEYRACE_FAULT_EARLY);

TEST_F(ShimEarly, HoldsTheMessageUntilTheKeyIsIn) {
  add(kEarly);
  std::size_t lines_while_held = 0;
  guest_.start({{.fill = 0x10}}, [&] {
    std::this_thread::sleep_for(milliseconds(100));
    lines_while_held = log_lines().size();
  });
  const Outcome outcome = probe_above_willing_kernel({"write=eapol-3:77", "write=group:50"});
  EXPECT_EQ(outcome.out, bare_probe({"write=eapol-3:77", "write=group:50"}).out);
  EXPECT_EQ(lines_while_held, 1u) << "what follows the message has waited, too";
  EXPECT_EQ(events().at(0).text, early_line(1, 0x10).text());
  EXPECT_EQ(events().size(), 2u);
  EXPECT_EQ(installed(), 1u);
}

TEST_F(ShimEarly, AsksWithThePeerAndTheWholeFrame) {
  add(kEarly);
  guest_.start({{.fill = 0x10}, {.fill = 0x20}});
  probe_above_willing_kernel({"write=eapol-3:77", "sendmsg-pieces=eapol-4:66"});
  ASSERT_EQ(guest_.asked.size(), 2u);
  const std::uint8_t peer[6] = {2, 0, 0, 0, 1, 0xab};
  const std::size_t sizes[] = {123, 99};
  const std::uint8_t fills[] = {0x77, 0x66};
  for (std::size_t i = 0; i < 2; ++i) {
    const keyrace_key_question& question = guest_.asked[i];
    EXPECT_EQ(std::memcmp(question.peer, peer, sizeof peer), 0);
    ASSERT_EQ(question.size, sizes[i]);
    EXPECT_EQ(question.eapol[0], 1);
    EXPECT_EQ(question.eapol[3], sizes[i] - 4);
    EXPECT_EQ(question.eapol[96], fills[i]);
    EXPECT_EQ(question.eapol[sizes[i]], 0);
  }
}

TEST_F(ShimEarly, OtherMessagesAreNoneOfItsBusiness) {
  add(kEarly);
  guest_.start({});
  const Words steps{"write=eapol-1",       "write=eapol-2",          "write=eapol-group-1",
                    "write=eapol-group-2", "write=eapol-report",     "local-send=eapol-3",
                    "route-send=eapol-3",  "sendto-process=eapol-3", "write=raw-eapol-3",
                    "pipe-write=eapol-4"};
  EXPECT_EQ(probe_above_willing_kernel(steps).out, bare_probe(steps).out);
  EXPECT_EQ(guest_.asked.size(), 0u);
  EXPECT_EQ(events().size(), 0u);
}

TEST_F(ShimEarly, EveryWayToSend) {
  add(kEarly);
  guest_.start({{.fill = 1}, {.fill = 2}, {.fill = 3}, {.fill = 4}, {.fill = 5}, {.fill = 6}});
  const Words steps{"write=eapol-3",          "send=eapol-3",     "writev-pieces=eapol-3",
                    "sendmsg-pieces=eapol-3", "sendmmsg=eapol-3", "sendmsg-unnamed=eapol-3"};
  EXPECT_EQ(probe_above_willing_kernel(steps).out, bare_probe(steps).out);
  EXPECT_EQ(events().size(), 6u);
}

TEST_F(ShimEarly, PacketSockets) {
  const int fd = socket(AF_PACKET, SOCK_DGRAM, 0);
  if (fd < 0) GTEST_SKIP() << "packet sockets need CAP_NET_RAW";
  close(fd);
  add(kEarly);
  guest_.start({{.fill = 0x10}});
  const Words steps{"packet=raw-eapol-1", "packet=raw-eapol-4:66"};
  EXPECT_EQ(probe_above_willing_kernel(steps).out, bare_probe(steps).out);
  ASSERT_EQ(guest_.asked.size(), 1u);
  EXPECT_EQ(guest_.asked[0].size, 99);
  std::string line = events().at(0).text;
  EXPECT_EQ(take_number(line, "\"ifindex\":"), 1);
}

TEST_F(ShimEarly, TheStacksOwnRequestHasTheSameNumber) {
  add(kEarly);
  guest_.start({{.fill = 0x10}, {.fill = 0x50}});
  probe_above_willing_kernel(
      {"write=eapol-3", "write=nested:10", "write=eapol-3", "write=nested:50"});
  EXPECT_EQ(event_texts(), texts({early_line(1, 0x10),
                                  {.n = 1, .material = octets(0x10, 32), .fault = "\"early\""},
                                  early_line(2, 0x50),
                                  {.n = 2, .material = octets(0x50, 32), .fault = "\"early\""}}));
  EXPECT_EQ(installed(), 2u) << "each key once";
}

// 3/4 is repeated until 4/4 comes; 4/4 is when the AP repeats 3/4, also after the install.
TEST_F(ShimEarly, ARepeatedMessageInstallsNothing) {
  add(kEarly);
  guest_.start({{.fill = 0x10}, {.fill = 0x10}, {.fill = 0x10}});
  probe_above_willing_kernel(
      {"write=eapol-3", "write=eapol-3", "write=nested:10", "write=eapol-3"});
  EXPECT_EQ(guest_.asked.size(), 3u);
  EXPECT_EQ(event_texts(), texts({early_line(1, 0x10),
                                  {.n = 1, .material = octets(0x10, 32), .fault = "\"early\""}}));
}

TEST_F(ShimEarly, AHandshakeThatFailsHasUsedItsNumber) {
  add(numbered(kEarly, 1, 1));
  guest_.start({{.fill = 0x10}, {.fill = 0x50}});
  probe_above_willing_kernel({"write=eapol-3", "write=eapol-3", "write=nested:50"});
  EXPECT_EQ(event_texts(), texts({early_line(1, 0x10), {.n = 2, .material = octets(0x50, 32)}}));
}

TEST_F(ShimEarly, IsChosenByTheNumberOfTheInstall) {
  auto second = numbered(kEarly, 2, kAll);
  second.every = 2;
  add(second);
  guest_.start({{.fill = 0x10}, {.fill = 0x20}, {.fill = 0x30}});
  probe_above_willing_kernel({"write=eapol-4", "write=nested:10", "write=eapol-4",
                              "write=nested:20", "write=eapol-4", "write=nested:30"});
  EXPECT_EQ(event_texts(), texts({{.n = 1, .material = octets(0x10, 32)},
                                  early_line(2, 0x20),
                                  {.n = 2, .material = octets(0x20, 32), .fault = "\"early\""},
                                  {.n = 3, .material = octets(0x30, 32)}}));
}

// An AP has sent 3/4 to two STAs before the first of them answers; the second answers first.
TEST_F(ShimEarly, HandshakesAtATimeKeepTheirNumbers) {
  add(numbered(kEarly, 2, 2));
  guest_.start({{.fill = 0x10}, {.fill = 0x20}});
  probe_above_willing_kernel(
      {"write=eapol-3", "write=eapol-3-another", "write=nested-another:20", "write=nested:10"});
  Expected early = early_line(2, 0x20);
  early.peer = "\"02:00:00:00:01:ac\"";
  Expected second = early;
  second.seq = Expected{}.seq;
  EXPECT_EQ(event_texts(), texts({early, second, {.n = 1, .material = octets(0x10, 32)}}));
}

TEST_F(ShimEarly, CcmpHasSixteenOctets) {
  add(kEarly);
  guest_.start({{.fill = 0x10, .size = 16, .cipher = 0x000fac04}});
  probe_above_willing_kernel({"write=eapol-3", "write=ccmp:10"});
  Expected early = early_line(1, 0x10);
  early.material = octets(0x10, 16);
  early.cipher = "\"000fac04\"";
  Expected own = early;
  EXPECT_EQ(event_texts(), texts({early, own}));
}

TEST_F(ShimEarly, TheStacksOwnRequestMayBeDropped) {
  add(fault(KEYRACE_FAULT_DROP));
  add(kEarly);
  guest_.start({{.fill = 0x10}});
  probe_above_willing_kernel({"write=eapol-3", "write=nested:10"});
  EXPECT_EQ(
      event_texts(),
      texts({early_line(1, 0x10),
             {.n = 1, .material = octets(0x10, 32), .fault = "\"drop+early\"", .sent = "false"}}));
  EXPECT_EQ(installed(), 1u);
}

// None of these may look as if the key had been early.
TEST_F(ShimEarly, AKeyThatNobodyKnowsIsToldAsNotApplicable) {
  add(kEarly);
  guest_.start({{.size = 0}});
  probe_above_willing_kernel({"write=eapol-3", "write=nested:10"});
  EXPECT_EQ(event_texts(),
            texts({{.material = octets(0x10, 32), .fault = "\"early-not-applicable\""}}));
}

TEST_F(ShimEarly, AGuestThatIsGoneHoldsNobody) {
  add(kEarly);
  guest_.start({});
  probe_above_willing_kernel({"write=eapol-3", "write=eapol-4", "write=nested:10"});
  EXPECT_EQ(event_texts(),
            texts({{.material = octets(0x10, 32), .fault = "\"early-not-applicable\""}}));
}

TEST_F(ShimEarly, ARequestWithoutAMessageIsToldAsNotApplicable) {
  add(kEarly);
  guest_.start({});
  probe_above_willing_kernel({"write=nested:10"});
  EXPECT_EQ(event_texts(),
            texts({{.material = octets(0x10, 32), .fault = "\"early-not-applicable\""}}));
}

TEST_F(ShimEarly, AnotherKeyThanTheEarlyOneIsToldAsNotApplicable) {
  add(kEarly);
  guest_.start({{.fill = 0x10}});
  probe_above_willing_kernel({"write=eapol-3", "write=nested:11"});
  EXPECT_EQ(event_texts(),
            texts({early_line(1, 0x10),
                   {.n = 2, .material = octets(0x11, 32), .fault = "\"early-not-applicable\""}}));
}

TEST_F(ShimEarly, WhatTheKernelRefusesIsTold) {
  add(kEarly);
  guest_.start({{.fill = 0x10}});
  probe({"write=eapol-3", "write=nested:10"});  // the made-up family
  Expected refused = early_line(1, 0x10);
  refused.fault = "\"early-not-applicable\"";
  refused.error = "-2";
  EXPECT_EQ(event_texts(),
            texts({refused, {.material = octets(0x10, 32), .fault = "\"early-not-applicable\""}}));
  EXPECT_EQ(installed(), 1u) << "the stack's own";
}

TEST_F(ShimEarly, WithoutSuchAFaultMessagesAreNotLookedAt) {
  guest_.start({});
  add(fault(KEYRACE_FAULT_DELAY));
  const Words steps{"write=eapol-3", "write=eapol-4"};
  EXPECT_EQ(probe_above_willing_kernel(steps).out, bare_probe(steps).out);
  EXPECT_EQ(guest_.asked.size(), 0u);
}

}  // namespace
}  // namespace keyrace
