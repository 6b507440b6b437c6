// What a guest's kernel leaves on the host: its console, and a place for its memory.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "lab/engine/guest_process.h"
#include "lab/engine/scratch_directory.h"
#include "lab/engine/uml_console.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

TEST(ConsoleTail, IsTheLastLinesWithoutEmptyOnes) {
  const ScratchDirectory scratch;
  const std::string path = scratch.path() + "/console.log";
  EXPECT_EQ(console_tail(path), "");  // a kernel that never came up
  std::ofstream(path) << "one\r\n\r\n   \ntwo  \n";
  EXPECT_EQ(console_tail(path), "\n  | one\n  | two");
  {
    std::ofstream out(path);
    for (int i = 1; i <= 40; ++i) out << "line " << i << "\n";
  }
  std::string expected;
  for (int i = 26; i <= 40; ++i) expected += "\n  | line " + std::to_string(i);
  EXPECT_EQ(console_tail(path), expected);
}

TEST(AskWhoRuns, GetsNoAnswerWhereThereIsNoKernel) {
  const ScratchDirectory scratch;
  EXPECT_FALSE(ask_who_runs(scratch.path(), "guest"));
  EXPECT_FALSE(ask_who_runs(std::string(200, 'x'), "guest"));  // too long for a socket's name
}

TEST(ScratchDirectory, IsForTheOwnerAloneAndGoesWithItsContent) {
  std::string path;
  {
    const ScratchDirectory scratch;
    path = scratch.path();
    struct stat info {};
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_TRUE(S_ISDIR(info.st_mode));
    EXPECT_EQ(info.st_mode & 0777U, 0700U);
    fs::create_directories(path + "/guest");
    std::ofstream(path + "/guest/memory") << "content";
    const ScratchDirectory other;
    EXPECT_NE(other.path(), path);
  }
  EXPECT_FALSE(fs::exists(path));
}

}  // namespace
}  // namespace keyrace
