#include "lab/report/expectation_lexer.h"

#include <array>
#include <cctype>
#include <string_view>

#include "lab/report/expectation.h"
#include "lab/scenario/duration_text.h"

namespace keyrace {
namespace {

using nlohmann::json;

// Longer ones first.
constexpr std::array<std::string_view, 17> kSymbols{
    "==", "!=", "<=", ">=", "..", "<", ">", "+", "-", "*", "(", ")", "[", "]", ".", ",", "="};

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}
bool is_name_start(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool is_name(char c) {
  return is_name_start(c) || is_digit(c);
}

class Lexer {
 public:
  explicit Lexer(const std::string& text) : text_(text) {}

  std::vector<ExpectationToken> all() {
    while (true) {
      while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
      if (at_ == text_.size()) break;
      tokens_.push_back(next());
      at_ += tokens_.back().text.size();
    }
    tokens_.push_back({TokenKind::kEnd, "", at_ + 1});
    return std::move(tokens_);
  }

 private:
  ExpectationToken next() const {
    const char c = text_[at_];
    if (is_digit(c)) return number();
    if (is_name_start(c)) return name();
    if (c == '"') return string();
    for (const std::string_view symbol : kSymbols) {
      if (text_.compare(at_, symbol.size(), symbol) == 0) {
        return {TokenKind::kSymbol, std::string(symbol), at_ + 1};
      }
    }
    if (c == '&' || c == '|') fail("one comparison each; write another expectation for the other");
    if (c == '\'') fail("write text in double quotes");
    fail("unexpected character; see the grammar of expectations");
  }

  ExpectationToken name() const {
    const std::string word = text_.substr(at_, run(at_, is_name));
    if (word == "true") return {TokenKind::kLiteral, word, at_ + 1, true};
    if (word == "false") return {TokenKind::kLiteral, word, at_ + 1, false};
    if (word == "null") return {TokenKind::kLiteral, word, at_ + 1, nullptr};
    return {TokenKind::kName, word, at_ + 1};
  }

  // A number, or one with a unit. The dot of "1..5" is not its.
  ExpectationToken number() const {
    std::size_t size = run(at_, is_digit);
    const std::size_t dot = at_ + size;
    if (dot + 1 < text_.size() && text_[dot] == '.' && is_digit(text_[dot + 1])) {
      size += 1 + run(dot + 1, is_digit);
    }
    size += run(at_ + size, is_name);
    const std::string word = text_.substr(at_, size);
    if (const auto duration = parse_duration(word)) {
      return {TokenKind::kLiteral, word, at_ + 1, std::int64_t{duration->count()}};
    }
    const json value = json::parse(word, nullptr, false);
    if (value.is_number()) return {TokenKind::kLiteral, word, at_ + 1, value};
    const auto guess = duration_guess(word);
    fail("\"" + word + "\" is neither a number nor a duration" +
         (guess ? "; write " + *guess : "; write one such as 12, 0.5, 50ms or 2s"));
  }

  ExpectationToken string() const {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
    if (end >= text_.size()) fail("text without a closing quote");
    const std::string word = text_.substr(at_, end + 1 - at_);
    const json value = json::parse(word, nullptr, false);
    if (!value.is_string()) fail("bad escape in the text " + word);
    return {TokenKind::kLiteral, word, at_ + 1, value};
  }

  std::size_t run(std::size_t from, bool (*belongs)(char)) const {
    std::size_t end = from;
    while (end < text_.size() && belongs(text_[end])) ++end;
    return end - from;
  }

  [[noreturn]] void fail(const std::string& reason) const { fail_at_column(at_ + 1, reason); }

  const std::string& text_;
  std::size_t at_ = 0;
  std::vector<ExpectationToken> tokens_;
};

}  // namespace

std::vector<ExpectationToken> expectation_tokens(const std::string& text) {
  return Lexer(text).all();
}

void fail_at_column(std::size_t column, const std::string& reason) {
  throw ExpectationError("column " + std::to_string(column) + ": " + reason);
}

}  // namespace keyrace
