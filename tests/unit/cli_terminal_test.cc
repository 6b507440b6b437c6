// How text is to look on what stdout leads to.
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>

#include "lab/cli/command_line.h"
#include "lab/cli/progress.h"
#include "lab/cli/terminal.h"

namespace keyrace {
namespace {

constexpr Terminal kWindow{true, 132};
constexpr Terminal kPipe{};

class Variables {
 public:
  Variables(std::map<std::string, std::string> values) : values_(std::move(values)) {}
  const char* operator()(const char* name) const {
    const auto value = values_.find(name);
    return value == values_.end() ? nullptr : value->second.c_str();
  }

 private:
  std::map<std::string, std::string> values_;
};

TextStyle style(const Terminal& terminal, std::map<std::string, std::string> values,
                ColorChoice color = ColorChoice::kAuto) {
  return text_style(terminal, color, Variables(std::move(values)));
}

TEST(TerminalStyle, IsAsWideAsTheTerminal) {
  EXPECT_EQ(style(kWindow, {}).width, 132u);
  EXPECT_EQ(style(kWindow, {{"COLUMNS", "40"}}).width, 40u);
  EXPECT_EQ(style({true, 0}, {}).width, 80u);
  for (const char* wrong : {"", "0", "-3", "wide"}) {
    EXPECT_EQ(style(kWindow, {{"COLUMNS", wrong}}).width, 132u) << wrong;
  }
  EXPECT_EQ(style(kWindow, {{"COLUMNS", "1"}}).width, 20u);
  // What is piped does not depend on where.
  EXPECT_EQ(style(kPipe, {{"COLUMNS", "40"}}).width, kPageWidth);
}

TEST(TerminalStyle, IsColouredOnATerminalThatWantsIt) {
  const std::map<std::string, std::string> xterm{{"TERM", "xterm"}};
  EXPECT_TRUE(style(kWindow, xterm).color);
  EXPECT_TRUE(style(kWindow, {{"TERM", "xterm"}, {"NO_COLOR", ""}}).color);
  EXPECT_FALSE(style(kWindow, {{"TERM", "xterm"}, {"NO_COLOR", "1"}}).color);
  EXPECT_FALSE(style(kWindow, {{"TERM", "dumb"}}).color);
  EXPECT_FALSE(style(kWindow, {}).color);
  EXPECT_FALSE(style(kPipe, xterm).color);
  EXPECT_TRUE(style(kPipe, {{"NO_COLOR", "1"}}, ColorChoice::kAlways).color);
  EXPECT_FALSE(style(kWindow, xterm, ColorChoice::kNever).color);
}

TEST(TerminalStyle, IsUnicodeWhereTheLocaleIs) {
  for (const char* name : {"C.UTF-8", "en_US.utf8", "de_DE.UTF-8@euro"}) {
    EXPECT_TRUE(style(kPipe, {{"LANG", name}}).unicode) << name;
  }
  for (const char* name : {"", "C", "POSIX", "de_DE", "de_DE.ISO-8859-1", "utf8"}) {
    EXPECT_FALSE(style(kWindow, {{"LANG", name}}).unicode) << name;
  }
  EXPECT_FALSE(style(kWindow, {}).unicode);
  EXPECT_FALSE(style(kWindow, {{"LC_ALL", "C"}, {"LC_CTYPE", "C.UTF-8"}}).unicode);
  EXPECT_TRUE(style(kWindow, {{"LC_ALL", ""}, {"LC_CTYPE", "C.UTF-8"}, {"LANG", "C"}}).unicode);
}

TEST(TerminalStyle, RefusesOtherColours) {
  EXPECT_EQ(parse_color("never"), ColorChoice::kNever);
  EXPECT_THROW(parse_color("blue"), UsageError);
}

// What a child with `columns` and TERM prints on the terminal that is its stderr.
std::string on_terminal(unsigned short columns, const char* term, void (*child)()) {
  winsize size{};
  size.ws_col = columns;
  int master = -1;
  std::fflush(nullptr);  // or the child prints it once more
  const pid_t pid = forkpty(&master, nullptr, nullptr, &size);
  if (pid == 0) {
    setenv("TERM", term, 1);
    child();
    _exit(0);
  }
  std::string text;
  char octets[256];
  // At the end of the child, EIO.
  for (ssize_t n; (n = read(master, octets, sizeof octets)) > 0;) {
    text.append(octets, static_cast<std::size_t>(n));
  }
  waitpid(pid, nullptr, 0);
  close(master);
  return text;
}

TEST(ProgressOnATerminal, IsOneLineThatFitsAndGoes) {
  const auto work = [] {
    Progress progress;
    progress.running("a-scenario-with-a-long-name", std::chrono::seconds(3));
    progress.running("short", std::chrono::seconds(4));
  };
  EXPECT_EQ(on_terminal(30, "xterm", work),
            "\r\x1b[Kkeyrace: a-scenario-with-a-lo"
            "\r\x1b[Kkeyrace: short runs, 4 s so f"
            "\r\x1b[K");
}

TEST(ProgressOnATerminal, ADumbOneGetsALineNowAndThen) {
  const auto work = [] {
    Progress progress;
    progress.running("a", std::chrono::seconds(9));
    progress.running("a", std::chrono::seconds(10));
    progress.running("a", std::chrono::seconds(11));
  };
  EXPECT_EQ(on_terminal(30, "dumb", work), "keyrace: a runs, 10 s so far\r\n");
}

}  // namespace
}  // namespace keyrace
