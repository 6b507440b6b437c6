// The container image under the limits that it promises to bear: tests/container/check, where a
// Docker engine answers and has the image (scripts/test makes it).
#include <gmock/gmock.h>

#include "tests/locations.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

TEST(Container, BearsEveryLimit) {
  LabSession session;
  if (session.run_command({"docker", "info"}).status != 0) GTEST_SKIP() << "no Docker engine";
  if (session.run_command({"docker", "image", "inspect", "keyrace"}).status != 0) {
    GTEST_SKIP() << "there is no image keyrace: docker build -t keyrace --target runtime .";
  }
  const LabSession::Result result = session.run_command({kContainerCheck, "keyrace"});
  EXPECT_EQ(result.status, 0) << result.out << result.err << "run it: " << kContainerCheck;
}

}  // namespace
}  // namespace keyrace
