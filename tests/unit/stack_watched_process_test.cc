// The end of a watched program is known once the loop has turned, and not before it has ended.
#include <gtest/gtest.h>

#include "lab/stack/watched_process.h"

namespace keyrace {
namespace {

using namespace std::chrono_literals;

TEST(WatchedProcess, ItsEndIsNoticedByTheLoop) {
  EventLoop loop;
  WatchedProcess process(loop, {.argv = {"sh", "-c", "exit 3"}, .environment = {}});
  EXPECT_FALSE(process.status());
  EXPECT_TRUE(loop.run_until([&] { return process.status().has_value(); }, monotonic_now() + 60s));
  EXPECT_EQ(describe_wait_status(*process.status()), "exited with status 3");
}

TEST(WatchedProcess, OneThatRunsHasNoStatusAndCanBeStopped) {
  EventLoop loop;
  WatchedProcess process(loop, {.argv = {"sleep", "1000"}, .environment = {}});
  EXPECT_FALSE(loop.run_until([&] { return process.status().has_value(); }, monotonic_now() + 5ms));
  EXPECT_EQ(describe_wait_status(process.stop()), "was killed by signal 15 (Terminated)");
}

TEST(WatchedProcess, TheLoopForgetsOneThatIsGone) {
  EventLoop loop;
  { WatchedProcess process(loop, {.argv = {"true"}, .environment = {}}); }
  EXPECT_FALSE(loop.run_until([] { return false; }, monotonic_now() + 5ms));
}

}  // namespace
}  // namespace keyrace
