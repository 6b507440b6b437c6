// Text for people: widths, character sets and colours; wrapped sentences and tables.
#include <gmock/gmock.h>

#include <sstream>

#include "lab/report/text_style.h"
#include "lab/report/wrapped.h"

namespace keyrace {
namespace {

using testing::Each;
using testing::Le;

const TextStyle kUnicode{.unicode = true};

std::vector<std::size_t> widths_of(const std::string& text) {
  std::vector<std::size_t> widths;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) widths.push_back(columns_of(line));
  return widths;
}

std::string wrapped(const TextStyle& style, const std::string& text, const std::string& bullet) {
  std::ostringstream out;
  print_wrapped(out, style, text, bullet, "    ");
  return out.str();
}

TEST(TextStyle, PaintsOnlyWhereThereIsColour) {
  EXPECT_EQ(painted({}, Ink::kBad, "no"), "no");
  EXPECT_EQ(painted({.color = true}, Ink::kBad, "no"), "\x1b[1;31mno\x1b[0m");
  EXPECT_EQ(painted({.color = true}, Ink::kPlain, "no"), "no");
  EXPECT_EQ(painted({.color = true}, Ink::kGood, ""), "");
}

TEST(TextStyle, CountsCharactersNotOctets) {
  EXPECT_EQ(columns_of(""), 0u);
  EXPECT_EQ(columns_of("a\xc3\xa4─"), 3u);
}

TEST(TextStyle, ATerminalDoesNotObeyWhatIsShown) {
  EXPECT_EQ(shown({}, "a\x1b[2Jb\x7f\n"), "a\\x1b[2Jb\\x7f\\x0a");
  EXPECT_EQ(shown(kUnicode,
                  "\x1b\xc2\x9b"
                  "2J"),
            "\\x1b\\x9b2J");
  EXPECT_EQ(shown(kUnicode, "K\xc3\xa4se \xc2\xa0"), "K\xc3\xa4se \xc2\xa0");
  EXPECT_EQ(shown(kUnicode, "\xff"), "\xef\xbf\xbd");
  EXPECT_EQ(shown({}, "K\xc3\xa4se"), "K\\xc3\\xa4se");
}

TEST(Wrapped, KeepsToTheWidth) {
  std::string sentence;
  for (int i = 0; i < 100; ++i) sentence += "word ";
  for (const std::size_t width : {40u, 80u}) {
    const auto widths = widths_of(wrapped({.width = width}, sentence, "  - "));
    EXPECT_THAT(widths, Each(Le(width)));
    EXPECT_GT(widths.size(), 500 / width);
  }
  // Longer lines of sentences are hard to read.
  EXPECT_THAT(widths_of(wrapped({.width = 200}, sentence, "  - ")), Each(Le(kPageWidth)));
}

TEST(Wrapped, LeavesLongWordsWhole) {
  const std::string path(50, 'p');
  EXPECT_EQ(wrapped({.width = 40}, "a " + path + " b", "  - "), "  - a\n    " + path + "\n    b\n");
  EXPECT_EQ(wrapped({.width = 40}, path, "  DOES NOT HOLD  "),
            "  DOES NOT HOLD\n    " + path + "\n");
  EXPECT_EQ(wrapped({.width = 40}, path, "  - "), "  - " + path + "\n");
}

std::string table(std::size_t width) {
  std::ostringstream out;
  print_table(out, {.width = width, .unicode = true}, {{"n", true}, {"kind"}, {""}, {"lost", true}},
              {{"1", "p\xc3\xa4rwise", "late", "5"}, {"10", "group", "", "1000"}});
  return out.str();
}

TEST(Table, AlignsWhatFits) {
  EXPECT_EQ(table(80),
            "   n  kind           lost\n"
            "   1  p\xc3\xa4rwise  late     5\n"
            "  10  group          1000\n");
}

TEST(Table, TellsEachRowWhereItDoesNotFit) {
  EXPECT_EQ(table(24),
            "  n 1; kind p\xc3\xa4rwise;\n    late; lost 5\n"
            "  n 10; kind group; lost\n    1000\n");
}

TEST(Table, HasNoHeadWithoutTitles) {
  std::ostringstream out;
  print_table(out, {}, {{}, {}}, {{"a", "b"}});
  EXPECT_EQ(out.str(), "  a  b\n");
}

}  // namespace
}  // namespace keyrace
