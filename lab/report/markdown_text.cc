#include "lab/report/markdown_text.h"

#include <algorithm>

namespace keyrace {
namespace {

bool breaks_line(char c) {
  return c == '\n' || c == '\r';
}

// One more than the longest run of backticks inside.
std::string fence_for(const std::string& text, std::size_t least) {
  std::size_t longest = 0;
  std::size_t current = 0;
  for (const char c : text) {
    current = c == '`' ? current + 1 : 0;
    longest = std::max(longest, current);
  }
  return std::string(std::max(least, longest + 1), '`');
}

}  // namespace

std::string markdown_text(const std::string& text) {
  static const std::string kSpecial = "\\`*_[]<>#|~&$";
  std::string result;
  for (const char c : text) {
    if (kSpecial.find(c) != std::string::npos) result += '\\';
    result += breaks_line(c) ? ' ' : c;
  }
  return result;
}

std::string markdown_code(const std::string& text) {
  if (text.empty()) return "";
  std::string inside;
  for (const char c : text) {
    // A table takes a bar for the end of its cell, in code, too.
    inside += c == '|' ? "\\|" : breaks_line(c) ? " " : std::string(1, c);
  }
  const std::string fence = fence_for(inside, 1);
  const bool padded = inside.front() == '`' || inside.back() == '`';
  return fence + (padded ? " " : "") + inside + (padded ? " " : "") + fence;
}

std::string markdown_row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += " " + cell + " |";
  return row + "\n";
}

std::string markdown_head(const std::vector<std::string>& titles) {
  std::vector<std::string> names;
  std::vector<std::string> rules;
  for (const std::string& title : titles) {
    const bool number = title.starts_with('>');
    names.push_back(number ? title.substr(1) : title);
    rules.push_back(number ? "---:" : "---");
  }
  return markdown_row(names) + markdown_row(rules);
}

std::string markdown_block(const std::string& text, const std::string& language) {
  const std::string fence = fence_for(text, 3);
  const bool ended = text.ends_with('\n');
  return fence + language + "\n" + text + (ended ? "" : "\n") + fence + "\n";
}

}  // namespace keyrace
