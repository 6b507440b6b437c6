// Text inside GitHub's Markdown. Called by markdown.cc; last arrow of the flow, verify -> report.
#pragma once

#include <string>
#include <vector>

namespace keyrace {

// Shown as it is, on one line; also inside a table's cell.
std::string markdown_text(const std::string& text);
// As code, on one line of a table's cell.
std::string markdown_code(const std::string& text);
// A row of a table; the cells are Markdown.
std::string markdown_row(const std::vector<std::string>& cells);
// The row of titles and the line below it. A title that begins with '>' is of numbers.
std::string markdown_head(const std::vector<std::string>& titles);
// Lines as they are, in a block of their own.
std::string markdown_block(const std::string& text, const std::string& language = "");

}  // namespace keyrace
