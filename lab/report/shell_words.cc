#include "lab/report/shell_words.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace keyrace {
namespace {

bool is_plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("_./:=,+@%^-").find(c) != std::string_view::npos;
}

std::string quoted(const std::string& word) {
  if (!word.empty() && std::ranges::all_of(word, is_plain)) return word;
  return single_quoted(word);
}

}  // namespace

std::string single_quoted(const std::string& text) {
  std::string quotation = "'";
  for (const char c : text) quotation += c == '\'' ? R"('\'')" : std::string(1, c);
  return quotation + "'";
}

std::string shell_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + quoted(word);
  return text;
}

}  // namespace keyrace
