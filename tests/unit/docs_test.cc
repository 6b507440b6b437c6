// The documentation names things that are there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "emulator/sys/file.h"
#include "lab/schemas/schemas.h"
#include "tests/locations.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<fs::path> pages() {
  std::vector<fs::path> pages{kReadme};
  for (const auto& entry : fs::directory_iterator(kDocs)) {
    if (entry.path().extension() == ".md") pages.push_back(entry.path());
  }
  return pages;
}

// What the expression's first group matches.
std::set<std::string> found_in(const std::string& text, const char* expression) {
  std::set<std::string> found;
  const std::regex regex(expression);
  for (std::sregex_iterator match(text.begin(), text.end(), regex), end; match != end; ++match) {
    found.insert((*match)[1]);
  }
  return found;
}

// To other files, as they are written.
std::set<std::string> links_of(const fs::path& page) {
  return found_in(read_file(page), "\\]\\(([^):#]+)[^)]*\\)");
}

std::set<std::string> tests_of_this_program() {
  std::set<std::string> names;
  const testing::UnitTest& all = *testing::UnitTest::GetInstance();
  for (int i = 0; i < all.total_test_suite_count(); ++i) {
    const testing::TestSuite& suite = *all.GetTestSuite(i);
    for (int k = 0; k < suite.total_test_count(); ++k) {
      names.insert(std::string(suite.name()) + "." + suite.GetTestInfo(k)->name());
    }
  }
  return names;
}

TEST(Docs, TestsThatThePageOfVerdictsNamesAreThere) {
  const auto named =
      found_in(read_file(std::string(kDocs) + "/verdicts.md"), "`([A-Z]\\w+\\.[A-Z]\\w+)`");
  EXPECT_THAT(named, SizeIs(testing::Gt(20u)));
  const auto there = tests_of_this_program();
  for (const std::string& name : named) EXPECT_TRUE(there.contains(name)) << name;
}

TEST(Docs, ThePageOfSchemasNamesEach) {
  const std::string page = read_file(std::string(kDocs) + "/schemas.md");
  for (const std::string& name : output_schema_names()) {
    EXPECT_THAT(page, testing::HasSubstr("`" + name + "`"));
  }
}

TEST(Docs, LinksLeadSomewhere) {
  for (const fs::path& page : pages()) {
    for (const std::string& link : links_of(page)) {
      EXPECT_TRUE(fs::exists(page.parent_path() / link)) << page << ": " << link;
    }
  }
}

TEST(Docs, EachPageIsLinked) {
  std::set<fs::path> linked;
  for (const fs::path& page : pages()) {
    for (const std::string& link : links_of(page)) {
      linked.insert(fs::weakly_canonical(page.parent_path() / link));
    }
  }
  for (const fs::path& page : pages()) {
    EXPECT_TRUE(page == kReadme || linked.contains(fs::canonical(page))) << page;
  }
}

}  // namespace
}  // namespace keyrace
