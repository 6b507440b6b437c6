// The preloaded libraries export what their exports.map lists, and nothing else.
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/locations.h"
#include "tests/unit/shim_run.h"

namespace keyrace {
namespace {

using Names = std::set<std::string>;

Names listed_in(const std::string& map) {
  std::ifstream file(map);
  EXPECT_TRUE(file) << map;
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t start = text.find("global:");
  const std::string global = text.substr(start, text.find("local:") - start);
  Names listed;
  std::istringstream words(global.substr(std::strlen("global:")));
  for (std::string word; words >> word;) listed.insert(word.substr(0, word.find(';')));
  return listed;
}

Names exported_by(const std::string& library) {
  const Outcome nm = run({"nm", "-D", "--defined-only", "--format=posix", library},
                         {"PATH=/usr/bin:/bin", "LC_ALL=C"});
  EXPECT_EQ(nm.status, 0) << nm.err;
  Names exported;
  std::istringstream lines(nm.out);
  for (std::string line; std::getline(lines, line);) {
    exported.insert(line.substr(0, line.find(' ')));
  }
  return exported;
}

TEST(ShimExports, AreThoseOfExportsMap) {
  const Names expected{"__read_chk", "__recv_chk", "__recvfrom_chk", "read",    "readv",
                       "recv",       "recvfrom",   "recvmmsg",       "recvmsg", "send",
                       "sendmmsg",   "sendmsg",    "sendto",         "write",   "writev"};
  EXPECT_EQ(listed_in(kShimExports), expected);
  EXPECT_EQ(exported_by(kShim), expected);
}

TEST(EntropyExports, AreThoseOfExportsMap) {
  const Names expected{"__open64_2", "__open_2",   "__openat64_2",   "__openat_2",
                       "__read_chk", "arc4random", "arc4random_buf", "arc4random_uniform",
                       "fopen64",    "fopen",      "getentropy",     "getrandom",
                       "open64",     "open",       "openat64",       "openat",
                       "read"};
  EXPECT_EQ(listed_in(kEntropyExports), expected);
  EXPECT_EQ(exported_by(kEntropyLibrary), expected);
}

}  // namespace
}  // namespace keyrace
