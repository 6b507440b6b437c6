// The shim exports what exports.map lists, and nothing else.
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/locations.h"
#include "tests/unit/shim_run.h"

namespace keyrace {
namespace {

TEST(ShimExports, AreThoseOfExportsMap) {
  const std::string map = kShimExports;
  std::ifstream file(map);
  ASSERT_TRUE(file) << map;
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t start = text.find("global:");
  const std::string global = text.substr(start, text.find("local:") - start);
  std::set<std::string> listed;
  std::istringstream words(global.substr(std::strlen("global:")));
  for (std::string word; words >> word;) listed.insert(word.substr(0, word.find(';')));
  EXPECT_EQ(listed,
            (std::set<std::string>{"__read_chk", "__recv_chk", "__recvfrom_chk", "read", "readv",
                                   "recv", "recvfrom", "recvmmsg", "recvmsg", "send", "sendmmsg",
                                   "sendmsg", "sendto", "write", "writev"}));

  const Outcome nm = run({"nm", "-D", "--defined-only", "--format=posix", kShim},
                         {"PATH=/usr/bin:/bin", "LC_ALL=C"});
  ASSERT_EQ(nm.status, 0) << nm.err;
  std::set<std::string> exported;
  std::istringstream lines(nm.out);
  for (std::string line; std::getline(lines, line);) {
    exported.insert(line.substr(0, line.find(' ')));
  }
  EXPECT_EQ(exported, listed);
}

}  // namespace
}  // namespace keyrace
