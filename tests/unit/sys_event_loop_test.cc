// Moments come in their order, descriptors when they are readable, and the deadline always.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <functional>
#include <string>
#include <vector>

#include "emulator/sys/event_loop.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr MonotonicTime kBatch = 20ms;
constexpr auto kLong = 60s;  // no test waits for it

bool never() {
  return false;
}

class EventLoopTest : public ::testing::Test {
 protected:
  EventLoop::Callback note(const std::string& what) {
    return [this, what] { seen_.push_back(what); };
  }
  std::function<bool()> seen(std::size_t count) {
    return [this, count] { return seen_.size() >= count; };
  }
  MonotonicTime soon(MonotonicTime when) { return monotonic_now() + when; }

  EventLoop loop_{kBatch};
  std::vector<std::string> seen_;
};

UniqueFd readable() {
  return UniqueFd(check("eventfd", eventfd(1, EFD_CLOEXEC)));
}

void empty(const UniqueFd& fd) {
  eventfd_t count = 0;
  check("read", eventfd_read(fd.get(), &count));
}

void fill(const UniqueFd& fd) {
  check("write", eventfd_write(fd.get(), 1));
}

UniqueFd silent() {
  return UniqueFd(check("eventfd", eventfd(0, EFD_CLOEXEC)));
}

TEST_F(EventLoopTest, MomentsComeInTheirOrder) {
  const MonotonicTime now = monotonic_now();
  loop_.at(now + 6ms, note("third"));
  loop_.at(now + 2ms, note("first"));
  loop_.at(now + 4ms, note("second"));
  EXPECT_TRUE(loop_.run_until(seen(3), soon(kLong)));
  EXPECT_THAT(seen_, ElementsAre("first", "second", "third"));
  EXPECT_GE(monotonic_now(), now + 6ms);
}

TEST_F(EventLoopTest, EqualMomentsComeInTheOrderInWhichTheyWereAskedFor) {
  const MonotonicTime when = soon(2ms);
  loop_.at(when, note("first"));
  loop_.at(when, note("second"));
  loop_.at(when, note("third"));
  EXPECT_TRUE(loop_.run_until(seen(3), soon(kLong)));
  EXPECT_THAT(seen_, ElementsAre("first", "second", "third"));
}

TEST_F(EventLoopTest, AMomentThatHasPassedComesAtOnce) {
  loop_.at(MonotonicTime(0), note("long ago"));
  loop_.at(monotonic_now(), note("just now"));
  EXPECT_TRUE(loop_.run_until(seen(2), soon(kLong)));
  EXPECT_THAT(seen_, ElementsAre("long ago", "just now"));
}

TEST_F(EventLoopTest, AMomentComesOnce) {
  loop_.at(monotonic_now(), note("once"));
  EXPECT_FALSE(loop_.run_until(never, soon(50ms)));
  EXPECT_THAT(seen_, ElementsAre("once"));
}

TEST_F(EventLoopTest, AMomentMayAskForTheNext) {
  int count = 0;
  std::function<void()> again = [&] {
    if (++count < 3) loop_.at(soon(1ms), again);
  };
  loop_.at(monotonic_now(), again);
  EXPECT_TRUE(loop_.run_until([&] { return count == 3; }, soon(kLong)));
}

TEST_F(EventLoopTest, MomentsThatAlwaysAskForAPassedOneDoNotKeepTheDeadlineAway) {
  int count = 0;
  std::function<void()> again = [&] {
    if (++count < 1'000'000) loop_.at(MonotonicTime(0), again);
  };
  loop_.at(MonotonicTime(0), again);
  EXPECT_TRUE(loop_.run_until([&] { return count >= 10; }, soon(kLong)));
  EXPECT_LT(count, 1'000'000);
}

TEST_F(EventLoopTest, TheDeadlineEndsAQuietLoop) {
  const MonotonicTime deadline = soon(5ms);
  EXPECT_FALSE(loop_.run_until(never, deadline));
  EXPECT_GE(monotonic_now(), deadline);
}

TEST_F(EventLoopTest, TheDeadlineEndsABusyLoop) {
  const UniqueFd fd = readable();
  int calls = 0;
  loop_.watch(fd.get(), [&] { ++calls; });  // never emptied
  EXPECT_FALSE(loop_.run_until(never, soon(50ms)));
  EXPECT_GT(calls, 1);
}

TEST_F(EventLoopTest, WhatIsBeyondTheDeadlineWaitsForTheNextRun) {
  loop_.at(soon(20ms), note("later"));
  EXPECT_FALSE(loop_.run_until(never, soon(1ms)));
  EXPECT_TRUE(seen_.empty());
  EXPECT_TRUE(loop_.run_until(seen(1), soon(kLong)));
}

TEST_F(EventLoopTest, DoneIsAskedFirst) {
  loop_.at(MonotonicTime(0), note("not called"));
  EXPECT_TRUE(loop_.run_until([] { return true; }, MonotonicTime(0)));
  EXPECT_TRUE(seen_.empty());
}

TEST_F(EventLoopTest, CallsBackWhileReadable) {
  const UniqueFd fd = readable();
  const UniqueFd quiet = silent();
  loop_.watch(quiet.get(), note("quiet"));
  loop_.watch(fd.get(), [&] {
    std::uint64_t value = 0;
    EXPECT_EQ(read(fd.get(), &value, sizeof value), static_cast<ssize_t>(sizeof value));
    seen_.push_back("readable");
  });
  EXPECT_FALSE(loop_.run_until(never, soon(50ms)));
  EXPECT_THAT(seen_, ElementsAre("readable"));
}

TEST_F(EventLoopTest, CallsBackOnHangUp) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  loop_.watch(read_end.get(), note("hung up"));
  loop_.at(monotonic_now(), [&] { write_end.reset(); });
  EXPECT_TRUE(loop_.run_until(seen(1), soon(kLong)));
}

TEST_F(EventLoopTest, ACallbackMayUnwatchItself) {
  const UniqueFd fd = readable();
  // what the callback holds must outlive its own removal
  const std::string text(100, 'x');
  loop_.watch(fd.get(), [this, &fd, text] {
    loop_.unwatch(fd.get());
    seen_.push_back(text);
  });
  EXPECT_FALSE(loop_.run_until(never, soon(50ms)));
  EXPECT_THAT(seen_, ElementsAre(text));
}

TEST_F(EventLoopTest, ACallbackMayUnwatchAnotherOfTheSameTurn) {
  const UniqueFd one = readable();
  const UniqueFd other = readable();
  loop_.watch(one.get(), [&] {
    loop_.unwatch(one.get());
    loop_.unwatch(other.get());
    seen_.push_back("called");
  });
  loop_.watch(other.get(), [&] {
    loop_.unwatch(one.get());
    loop_.unwatch(other.get());
    seen_.push_back("called");
  });
  EXPECT_FALSE(loop_.run_until(never, soon(50ms)));
  EXPECT_THAT(seen_, ElementsAre("called"));  // whichever came first
}

TEST_F(EventLoopTest, AnUnwatchedDescriptorMayBeWatchedAgain) {
  const UniqueFd fd = readable();
  loop_.watch(fd.get(), note("first"));
  loop_.unwatch(fd.get());
  loop_.watch(fd.get(), note("second"));
  EXPECT_TRUE(loop_.run_until(seen(1), soon(kLong)));
  EXPECT_EQ(seen_[0], "second");
}

TEST_F(EventLoopTest, WhatCannotBeWatchedIsAnError) {
  const UniqueFd fd = readable();
  loop_.watch(fd.get(), note("watched"));
  EXPECT_THROW(loop_.watch(fd.get(), note("twice")), SystemError);
  EXPECT_THROW(loop_.watch(-1, note("none")), SystemError);
  EXPECT_THROW(loop_.unwatch(silent().get()), SystemError);
}

TEST_F(EventLoopTest, AnExceptionOfACallbackComesOut) {
  loop_.at(monotonic_now(), [] { throw std::runtime_error("broken"); });
  EXPECT_THROW(loop_.run_until(never, soon(kLong)), std::runtime_error);
  EXPECT_FALSE(loop_.run_until(never, soon(1ms)));
}

TEST_F(EventLoopTest, ABatchComesOnceAndAtItsTime) {
  const UniqueFd fd = readable();
  const MonotonicTime begin = monotonic_now();
  loop_.watch_in_batches(fd.get(), [&] {
    empty(fd);
    seen_.push_back("batch");
  });
  EXPECT_TRUE(loop_.run_until(seen(1), soon(kLong)));
  EXPECT_GT(monotonic_now() / kBatch, begin / kBatch);
  EXPECT_FALSE(loop_.run_until(seen(2), soon(2 * kBatch))) << "there was no more";
}

TEST_F(EventLoopTest, AfterABatchComesTheNext) {
  const UniqueFd fd = readable();
  loop_.watch_in_batches(fd.get(), [&] {
    empty(fd);
    seen_.push_back("batch");
    loop_.at(monotonic_now() + 5ms, [&] { fill(fd); });
  });
  EXPECT_TRUE(loop_.run_until(seen(3), soon(kLong)));
}

TEST_F(EventLoopTest, WhatABatchLeavesComesWithTheNext) {
  const UniqueFd fd = readable();
  loop_.watch_in_batches(fd.get(), note("batch"));  // never emptied
  EXPECT_TRUE(loop_.run_until(seen(3), soon(kLong)));
}

TEST_F(EventLoopTest, BatchesOfSeveralEndTogether) {
  const UniqueFd one = readable(), other = readable();
  loop_.watch_in_batches(one.get(), note("one"));
  loop_.watch_in_batches(other.get(), note("other"));
  EXPECT_TRUE(loop_.run_until(seen(1), soon(kLong)));
  EXPECT_THAT(seen_, UnorderedElementsAre("one", "other"));
}

TEST_F(EventLoopTest, ABatchOfWhatIsWatchedNoMoreDoesNotCome) {
  const UniqueFd fd = readable();
  loop_.watch_in_batches(fd.get(), note("old"));
  // In the turn in which the batch begins; nothing is behind the moment but the batch's end.
  loop_.at(monotonic_now(), [&] {
    loop_.unwatch(fd.get());
    loop_.watch_in_batches(fd.get(), [&] {
      empty(fd);
      seen_.push_back("new");
    });
  });
  EXPECT_TRUE(loop_.run_until(seen(1), soon(kLong)));
  EXPECT_FALSE(loop_.run_until(seen(2), soon(2 * kBatch)));
  EXPECT_THAT(seen_, ElementsAre("new"));
}

}  // namespace
}  // namespace keyrace
