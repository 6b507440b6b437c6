// Every command of the documentation that a reader can type does what it should.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
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
// scenarios stand for all of them, each of which is a test, and some points of a sweep for
// hundreds.
std::vector<std::string> commands_of(const fs::path& page) {
  std::vector<std::string> commands;
  std::istringstream in(read_file(page));
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(kIndent)) continue;
    line.erase(0, kIndent.size());
    if (line.starts_with("scripts/run run ")) line.replace(0, 11, "build/keyrace");
    if (!line.starts_with("build/keyrace ") || is_run_elsewhere(line)) continue;
    replace(line, "--library", "'*-split-install'");
    replace(line, "ms:1ms", "ms:60ms");
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

// Each page begins where scripts/run has left off. An expectation may fail: that is what a sweep
// and a search are for.
TEST(Docs, CommandsWork) {
  const fs::path docs = kDocs;
  std::vector<fs::path> pages{kReadme};
  std::ranges::copy(fs::directory_iterator(docs), std::back_inserter(pages));
  std::size_t count = 0;
  for (const fs::path& page : pages) {
    const auto commands = commands_of(page);
    if (commands.empty()) continue;
    LabSession session;
    fs::create_directory(session.path("build"));
    fs::create_symlink(kProgram, session.path("build/keyrace"));
    session.write("my.json", block_of(kReadme, "jsonc"));
    session.write("own-station.json", block_of(docs / "own-stack.md", "json"));
    ASSERT_EQ(session.run({"run", "sta-split-install"}).status, 0);
    fs::copy(session.path("runs/sta-split-install-1/air.pcapng"), session.path("air.pcap"));
    for (const std::string& command : commands) {
      const auto result = session.run_command({"bash", "-euc", command});
      EXPECT_LE(result.status, 1) << page << ": " << command << "\n" << result.err;
      ++count;
    }
  }
  EXPECT_GT(count, 20u);
}

}  // namespace
}  // namespace keyrace
