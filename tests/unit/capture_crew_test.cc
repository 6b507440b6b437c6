// Tasks that several threads share out.
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

#include "lab/capture/crew.h"

namespace keyrace {
namespace {

class CrewTest : public testing::TestWithParam<unsigned> {};

TEST_P(CrewTest, DoesEachTaskOnce) {
  Crew crew(GetParam());
  for (std::size_t count : {0, 1, 2, 7, 100, 3, 0, 5}) {
    std::vector<std::atomic<int>> done(count);
    crew.start(count, [&](std::size_t task) { ++done[task]; });
    crew.finish();
    for (std::size_t task = 0; task < count; ++task) EXPECT_EQ(done[task], 1) << task;
  }
}

TEST_P(CrewTest, TellsOfATaskThatFailsAndGoesOn) {
  Crew crew(GetParam());
  std::atomic<int> done = 0;
  crew.start(5, [&](std::size_t task) {
    if (task == 1) throw std::runtime_error("task 1");
    ++done;
  });
  EXPECT_THROW(crew.finish(), std::runtime_error);
  EXPECT_EQ(done, 4);
  crew.start(3, [&](std::size_t) { ++done; });
  crew.finish();
  EXPECT_EQ(done, 7);
}

// As when the caller's own part of the work throws.
TEST_P(CrewTest, MayEndBeforeItsTasksAreDone) {
  std::atomic<int> done = 0;
  {
    Crew crew(GetParam());
    crew.start(100, [&](std::size_t) { ++done; });
  }
  EXPECT_LE(done, 100);
}

INSTANTIATE_TEST_SUITE_P(Threads, CrewTest, testing::Values(1U, 2U, 5U));

}  // namespace
}  // namespace keyrace
