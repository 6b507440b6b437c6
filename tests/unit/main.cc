// unit_tests [--source FILE_test.cc] [GTEST_OPTION]...: all tests, or those that one source file
// defines.
#include <gmock/gmock.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>

namespace {

// A filter for Google Test; empty: the file defines none.
std::string tests_of(const std::string& source) {
  std::string filter;
  const testing::UnitTest& all = *testing::UnitTest::GetInstance();
  for (int i = 0; i < all.total_test_suite_count(); ++i) {
    const testing::TestSuite& suite = *all.GetTestSuite(i);
    for (int j = 0; j < suite.total_test_count(); ++j) {
      const testing::TestInfo& test = *suite.GetTestInfo(j);
      if (std::filesystem::path(test.file()).filename() == source)
        filter += std::string(suite.name()) + "." + test.name() + ":";
    }
  }
  return filter;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  if (argc == 1) return RUN_ALL_TESTS();
  if (argc != 3 || std::strcmp(argv[1], "--source") != 0) {
    std::fprintf(stderr, "%s: expected at most --source FILE_test.cc\n", argv[0]);
    return 2;
  }
  const std::string filter = tests_of(argv[2]);
  if (filter.empty()) {
    std::fprintf(stderr, "%s: no test is defined in %s\n", argv[0], argv[2]);
    return 2;
  }
  GTEST_FLAG_SET(filter, filter);
  return RUN_ALL_TESTS();
}
