#include "lab/report/wrapped.h"

#include <algorithm>
#include <sstream>

namespace keyrace {
namespace {

using Cells = std::vector<std::string>;

constexpr char kIndent[] = "  ";
constexpr char kGap[] = "  ";

std::string line_of(const std::vector<TableColumn>& columns, const std::vector<std::size_t>& widths,
                    const Cells& cells) {
  std::string line = kIndent;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string room(widths[i] - std::min(widths[i], columns_of(cells[i])), ' ');
    line += (i > 0 ? kGap : "") + (columns[i].number ? room + cells[i] : cells[i] + room);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string sentence_of(const std::vector<TableColumn>& columns, const Cells& cells) {
  std::string text;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (cells[i].empty()) continue;
    const std::string& title = columns[i].title;
    text += (text.empty() ? "" : "; ") + title + (title.empty() ? "" : " ") + cells[i];
  }
  return text;
}

}  // namespace

void print_wrapped(std::ostream& out, const TextStyle& style, const std::string& text,
                   const std::string& bullet, const std::string& indent) {
  const std::size_t width = std::min(style.width, kPageWidth);
  std::istringstream words(text);
  std::string line = bullet;
  bool empty = true;
  for (std::string word; words >> word;) {
    word = shown(style, word);
    const bool full = columns_of(line) + (empty ? 0 : 1) + columns_of(word) > width;
    // A bullet may be all that there is room for.
    if (full && (!empty || columns_of(line) > columns_of(indent))) {
      out << line.substr(0, line.find_last_not_of(' ') + 1) << "\n";
      line = indent;
      empty = true;
    }
    line += (empty ? "" : " ") + word;
    empty = false;
  }
  out << line << "\n";
}

void print_title(std::ostream& out, const TextStyle& style, const std::string& title) {
  out << "\n" << painted(style, Ink::kTitle, title) << "\n";
}

void print_table(std::ostream& out, const TextStyle& style, const std::vector<TableColumn>& columns,
                 const std::vector<Cells>& rows) {
  Cells titles;
  for (const TableColumn& column : columns) titles.push_back(column.title);
  std::vector<Cells> lines{titles};
  for (const Cells& row : rows) {
    Cells& cells = lines.emplace_back();
    for (const std::string& cell : row) cells.push_back(shown(style, cell));
  }
  std::vector<std::size_t> widths(columns.size(), 0);
  std::size_t width = columns_of(kIndent);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    for (const Cells& cells : lines) widths[i] = std::max(widths[i], columns_of(cells[i]));
    width += widths[i] + (i > 0 ? columns_of(kGap) : 0);
  }
  const bool titled = std::ranges::any_of(titles, [](const auto& each) { return !each.empty(); });
  for (const Cells& cells : lines) {
    const bool head = &cells == &lines.front();
    if (head && (!titled || width > style.width)) continue;
    if (width <= style.width) {
      out << line_of(columns, widths, cells) << "\n";
    } else {
      print_wrapped(out, style, sentence_of(columns, cells), kIndent, "    ");
    }
  }
}

}  // namespace keyrace
