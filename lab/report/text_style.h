// How text for a person is to look: as wide as the terminal, in its character set, in colour or
// without. Decided by lab/cli/terminal.h, asked by everything that prints text.
#pragma once

#include <cstddef>
#include <string>

namespace keyrace {

// Of a page that is not on a terminal, and of sentences on one: longer lines are hard to read.
inline constexpr std::size_t kPageWidth = 96;

struct TextStyle {
  std::size_t width = kPageWidth;  // columns of a line
  bool unicode = false;            // false: ASCII only
  bool color = false;
};

enum class Ink { kPlain, kTitle, kGood, kBad, kNotice, kNew };

// In ECMA-48's colours, where there are any. What `ink` says is said by the text, too.
std::string painted(const TextStyle& style, Ink ink, const std::string& text);

// What comes from elsewhere, such as a network's name, so that a terminal shows it and does not
// obey it: control characters, octets that are no UTF-8 and, without Unicode, all but ASCII become
// "\x1b". Line feeds, too.
std::string shown(const TextStyle& style, const std::string& text);

// How many columns UTF-8 takes, each character one.
std::size_t columns_of(const std::string& text);

}  // namespace keyrace
