// The page with the measured answer can be made again, and says what the committed one says.
#include <gmock/gmock.h>
#include <poll.h>

#include <cstdlib>
#include <sstream>

#include "emulator/sys/child_process.h"
#include "emulator/sys/file.h"
#include "tests/locations.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

std::vector<std::string> table_rows(const std::string& page) {
  std::vector<std::string> rows;
  std::istringstream in(page);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("|")) rows.push_back(line);
  }
  return rows;
}

// Not the words around the tables: they name versions.
TEST(Answer, IsMeasuredAsItWasWritten) {
  const LabSession session;
  const std::string page = session.path("answer.md");
  ChildProcess::Options options;
  options.argv = {kAnswerScript, page};
  for (const char* name : {"PATH", "HOME", "KEYRACE_CACHE", "XDG_CACHE_HOME"}) {
    if (const char* value = std::getenv(name)) {
      options.environment.push_back(std::string(name) + "=" + value);
    }
  }
  ChildProcess script(options);
  pollfd ended{script.fd(), POLLIN, 0};
  poll(&ended, 1, -1);
  ASSERT_EQ(*script.poll_status(), 0) << "run it: " << kAnswerScript << " /tmp/answer.md";
  const auto rows = table_rows(read_file(page));
  EXPECT_GT(rows.size(), 20u);
  EXPECT_EQ(rows, table_rows(read_file(kAnswerPage)));
}

}  // namespace
}  // namespace keyrace
