#include "lab/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <cctype>
#include <cstdlib>

#include "lab/cli/command_line.h"
#include "lab/cli/whole_number.h"

namespace keyrace {
namespace {

namespace po = boost::program_options;

constexpr std::size_t kUsualWidth = 80;
constexpr std::size_t kLeastWidth = 20;  // less is a mistake, or no use

std::string value_of(const Environment& environment, const char* name) {
  const char* value = environment(name);
  return value ? value : "";
}

// Whether the locale is installed does not matter: its name says what the terminal shows.
bool is_utf8(const Environment& environment) {
  std::string locale;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    locale = value_of(environment, name);
    if (!locale.empty()) break;
  }
  const std::size_t dot = locale.find('.');
  if (dot == std::string::npos) return false;
  std::string charset = locale.substr(dot + 1, locale.find('@') - dot - 1);
  std::erase(charset, '-');
  std::ranges::transform(charset, charset.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return charset == "utf8";
}

std::size_t width_of(const Terminal& terminal, const Environment& environment) {
  if (!terminal.is_there) return kPageWidth;
  const auto columns = whole_number(value_of(environment, "COLUMNS"));
  if (columns && *columns > 0) return std::max<std::size_t>(*columns, kLeastWidth);
  return terminal.columns > 0 ? std::max(terminal.columns, kLeastWidth) : kUsualWidth;
}

bool is_coloured(const Terminal& terminal, ColorChoice color, const Environment& environment) {
  switch (color) {
    case ColorChoice::kAlways:
      return true;
    case ColorChoice::kNever:
      return false;
    case ColorChoice::kAuto:
      return obeys_sequences(terminal, environment) && value_of(environment, "NO_COLOR").empty();
  }
  return false;
}

}  // namespace

Terminal terminal_at(int fd) {
  if (isatty(fd) != 1) return {};
  winsize size{};
  const bool known = ioctl(fd, TIOCGWINSZ, &size) == 0;
  return {true, known ? size.ws_col : std::size_t{0}};
}

void add_color_option(po::options_description& options) {
  options.add_options()(
      "color", po::value<std::string>()->default_value("auto")->value_name("auto|always|never"),
      "colours in text; auto: on a terminal, without NO_COLOR");
}

ColorChoice parse_color(const std::string& word) {
  if (word == "auto") return ColorChoice::kAuto;
  if (word == "always") return ColorChoice::kAlways;
  if (word == "never") return ColorChoice::kNever;
  throw UsageError("--color " + word + ": auto, always or never would be right");
}

TextStyle text_style(const Terminal& terminal, ColorChoice color, const Environment& environment) {
  return {width_of(terminal, environment), is_utf8(environment),
          is_coloured(terminal, color, environment)};
}

bool obeys_sequences(const Terminal& terminal, const Environment& environment) {
  const std::string kind = value_of(environment, "TERM");
  return terminal.is_there && !kind.empty() && kind != "dumb";
}

TextStyle output_style(const std::string& file, ColorChoice color) {
  return text_style(file.empty() ? terminal_at(STDOUT_FILENO) : Terminal{}, color,
                    [](const char* name) { return std::getenv(name); });
}

}  // namespace keyrace
