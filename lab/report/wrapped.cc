#include "lab/report/wrapped.h"

#include <sstream>

namespace keyrace {
namespace {

constexpr std::size_t kWidth = 96;

}  // namespace

void print_wrapped(std::ostream& out, const std::string& text, const std::string& bullet,
                   const std::string& indent) {
  std::istringstream words(text);
  std::string line = bullet;
  bool empty = true;
  for (std::string word; words >> word;) {
    if (!empty && line.size() + 1 + word.size() > kWidth) {
      out << line << "\n";
      line = indent;
      empty = true;
    }
    line += (empty ? "" : " ") + word;
    empty = false;
  }
  out << line << "\n";
}

}  // namespace keyrace
