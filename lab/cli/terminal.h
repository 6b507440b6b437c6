// Whether stdout or stderr is a terminal, and how text there is to look. Called by the commands
// that print text and by Progress.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <cstddef>
#include <functional>
#include <string>

#include "lab/report/text_style.h"

namespace keyrace {

struct Terminal {
  bool is_there = false;    // false: a file, a pipe
  std::size_t columns = 0;  // as the kernel says (TIOCGWINSZ); 0: it does not know
};

Terminal terminal_at(int fd);

// As getenv(3).
using Environment = std::function<const char*(const char*)>;

enum class ColorChoice { kAuto, kAlways, kNever };

// --color, whose value parse_color takes.
void add_color_option(boost::program_options::options_description& options);
// Throws UsageError.
ColorChoice parse_color(const std::string& word);

// Width: of a terminal COLUMNS, else what the kernel says, else 80; of all else kPageWidth.
// Unicode: where the locale's character set, as LC_ALL, LC_CTYPE or LANG name it, is UTF-8. Colour
// with kAuto: on a terminal that knows control sequences, without NO_COLOR (no-color.org).
TextStyle text_style(const Terminal& terminal, ColorChoice color, const Environment& environment);

// Whether a line there can be written over: TERM is set, and not "dumb".
bool obeys_sequences(const Terminal& terminal, const Environment& environment);

// The same for stdout, or, where `file` is not empty, for a file in its place.
TextStyle output_style(const std::string& file, ColorChoice color);

}  // namespace keyrace
