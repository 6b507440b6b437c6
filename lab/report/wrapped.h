// Sentences and tables for a terminal. Used by the text reports.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "lab/report/text_style.h"

namespace keyrace {

// `text` broken at spaces, each line behind `indent`; the first behind `bullet`. A word that is
// longer than a line, such as a path, is left whole.
void print_wrapped(std::ostream& out, const TextStyle& style, const std::string& text,
                   const std::string& bullet, const std::string& indent);

// A line in the title's ink, after an empty one.
void print_title(std::ostream& out, const TextStyle& style, const std::string& title);

struct TableColumn {
  std::string title;    // empty: none
  bool number = false;  // at the right of its column
};

// As a table, where it fits into the width; otherwise each row as a sentence, "title cell; title
// cell", so that nothing is left out.
void print_table(std::ostream& out, const TextStyle& style, const std::vector<TableColumn>& columns,
                 const std::vector<std::vector<std::string>>& rows);

}  // namespace keyrace
