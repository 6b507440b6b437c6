// How many runs there are at a time.
#include <gtest/gtest.h>

#include "lab/cli/run_pool.h"

namespace keyrace {
namespace {

TEST(Jobs, AreOneForEachCpuWithVirtualTime) {
  EXPECT_EQ(jobs_for(Engine::kUml, 0), usable_cpus().size());
}

TEST(Jobs, AreOneWhereTimeIsNotVirtual) {
  EXPECT_EQ(jobs_for(Engine::kQemu, 0), 1u);
  EXPECT_EQ(jobs_for(Engine::kHost, 0), 1u);
}

TEST(Jobs, AreWhatIsAskedForWhereThereCanBeSeveral) {
  EXPECT_EQ(jobs_for(Engine::kUml, 3), 3u);
  EXPECT_EQ(jobs_for(Engine::kQemu, 3), 3u);
  EXPECT_EQ(jobs_for(Engine::kHost, 3), 1u);
}

}  // namespace
}  // namespace keyrace
