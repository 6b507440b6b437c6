// The container image under the limits that it promises to bear.
#include <gmock/gmock.h>

#include <cstdlib>

#include "tests/locations.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

TEST(Container, BearsEveryLimit) {
  const char* image = std::getenv("KEYRACE_TEST_IMAGE");
  if (!image) GTEST_SKIP() << "no container image: scripts/test makes it, with a Docker engine";
  LabSession session;
  const LabSession::Result result = session.run_command({kContainerCheck, image});
  EXPECT_EQ(result.status, 0) << result.out << result.err << "run it: " << kContainerCheck << " "
                              << image;
}

}  // namespace
}  // namespace keyrace
