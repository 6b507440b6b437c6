// Every command of the documentation that a reader can type does what it should.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "emulator/sys/file.h"
#include "tests/locations.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kIndent = "    ";  // of a block of commands

void replace(std::string& text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  if (at != std::string::npos) text.replace(at, what.size(), by);
}

// Other kernels and what takes minutes have tests of their own.
bool is_run_elsewhere(const std::string& command) {
  constexpr std::string_view kSigns[] = {" --engine ", " --kernel ", "phase1-cache"};
  return std::ranges::any_of(kSigns,
                             [&](auto sign) { return command.find(sign) != std::string::npos; });
}

// Commands of a page, in order; scripts/run ARGS is build/keyrace ARGS. Two of the library's
// scenarios stand for all of them, each of which is a test.
std::vector<std::string> commands_of(const fs::path& page) {
  std::vector<std::string> commands;
  std::istringstream in(read_file(page));
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(kIndent)) continue;
    line.erase(0, kIndent.size());
    if (line.starts_with("scripts/run ")) line.replace(0, 11, "build/keyrace");
    if (!line.starts_with("build/keyrace ") || is_run_elsewhere(line)) continue;
    replace(line, "--library", "'*-split-install'");
    commands.push_back(line);
  }
  return commands;
}

// The first block of this kind.
std::string block_of(const fs::path& page, const std::string& kind) {
  const std::string text = read_file(page);
  const std::string fence = "```" + kind + "\n";
  const std::size_t begin = text.find(fence) + fence.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

TEST(Docs, CommandsWork) {
  LabSession session;
  fs::create_directory(session.path("build"));
  fs::create_symlink(kProgram, session.path("build/keyrace"));
  const fs::path docs = kDocs;
  session.write("my.json", block_of(kReadme, "jsonc"));
  session.write("own-station.json", block_of(docs / "own-stack.md", "json"));
  ASSERT_EQ(session.run({"run", "sta-split-install"}).status, 0);  // what scripts/run leaves
  fs::copy(session.path("runs/sta-split-install-1/air.pcapng"), session.path("air.pcap"));
  std::vector<fs::path> pages{kReadme};
  std::ranges::copy(fs::directory_iterator(docs), std::back_inserter(pages));
  std::sort(pages.begin() + 1, pages.end());
  std::size_t count = 0;
  for (const fs::path& page : pages) {
    for (const std::string& command : commands_of(page)) {
      const auto result = session.run_command({"bash", "-euc", command});
      EXPECT_EQ(result.status, 0) << page << ": " << command << "\n" << result.err;
      ++count;
    }
  }
  EXPECT_GT(count, 15u);
}

}  // namespace
}  // namespace keyrace
