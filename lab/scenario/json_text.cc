#include "lab/scenario/json_text.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "lab/scenario/scenario_error.h"

namespace keyrace {
namespace {

using nlohmann::json;

constexpr bool kIgnoreComments = true;

// nlohmann's JSON and what reads it recurse: deeper nesting could exhaust the stack.
constexpr std::size_t kDeepest = 64;

// nlohmann keeps the last of two equal keys without a word, and takes any depth; this walks the
// text first, to refuse both.
class TextChecker : public nlohmann::json_sax<json> {
 public:
  TextChecker(const std::string& text, const std::string& source) : text_(text), source_(source) {}

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return value(); }
  bool start_object(std::size_t) override { return enter(false); }
  bool start_array(std::size_t) override { return enter(true); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }

  bool key(string_t& name) override {
    Level& level = levels_.back();
    level.key = name;
    if (level.keys.insert(name).second) return true;
    throw ScenarioError(source_, pointer(), "duplicate key; only one of the two can count");
  }

  bool parse_error(std::size_t position, const std::string& last_token,
                   const nlohmann::detail::exception& error) override {
    const std::size_t start = token_start(position, last_token, error.what());
    const auto line = std::count(text_.begin(), text_.begin() + offset(start), '\n') + 1;
    const std::size_t newline = start == 0 ? std::string::npos : text_.rfind('\n', start - 1);
    const std::size_t column = newline == std::string::npos ? start + 1 : start - newline;
    throw ScenarioError(source_ + ":" + std::to_string(line) + ":" + std::to_string(column),
                        "not valid JSON: " + reason(error.what()) + comma_hint(start));
  }

 private:
  struct Level {
    bool array;
    std::size_t index = 0;
    std::string key = {};
    std::set<std::string> keys = {};
  };

  static std::string::difference_type offset(std::size_t position) {
    return static_cast<std::string::difference_type>(position);
  }

  bool value() {
    if (!levels_.empty()) ++levels_.back().index;
    return true;
  }
  bool enter(bool array) {
    if (levels_.size() == kDeepest) {
      throw ScenarioError(source_, pointer(),
                          "nested too deeply; at most " + std::to_string(kDeepest) + " levels");
    }
    levels_.push_back({array});
    return true;
  }
  bool leave() {
    levels_.pop_back();
    return value();
  }

  std::string pointer() const {
    json::json_pointer path;
    for (const Level& level : levels_) {
      if (level.array) {
        path.push_back(std::to_string(level.index));
      } else {
        path.push_back(level.key);
      }
    }
    return path.to_string();
  }

  // `position` counts octets up to the last one read; the last token is exact for strings only,
  // others come with what stood before them.
  std::size_t token_start(std::size_t position, const std::string& last_token,
                          const std::string& what) const {
    const bool whole = what.find("unexpected string literal") != std::string::npos;
    const std::size_t size = whole ? last_token.size() : 1;
    return std::min(position - std::min(position, size), text_.size());
  }

  // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while parsing
  // value - ...; last read: '...'; expected ..." says where in a way of its own, and what was read
  // at any length: keep the rest.
  static std::string reason(std::string what) {
    for (const std::string mark : {"syntax error ", "] "}) {
      const auto at = what.find(mark);
      if (at != std::string::npos) what.erase(0, at + mark.size());
    }
    const auto read = what.find("; last read: '");
    if (read == std::string::npos) return what;
    const auto end = what.rfind("'; expected ");
    return what.substr(0, read) + (end == std::string::npos ? "" : what.substr(end + 1));
  }

  std::string comma_hint(std::size_t start) const {
    if (start == 0 || start >= text_.size()) return "";
    if (text_[start] != '}' && text_[start] != ']') return "";
    const auto before = text_.find_last_not_of(" \t\r\n", start - 1);
    if (before == std::string::npos || text_[before] != ',') return "";
    return "; remove the comma before it";
  }

  const std::string& text_;
  const std::string& source_;
  std::vector<Level> levels_;
};

}  // namespace

json parse_json_text(const std::string& text, const std::string& source) {
  TextChecker checker(text, source);
  json::sax_parse(text, &checker, json::input_format_t::json, true, kIgnoreComments);
  return json::parse(text, nullptr, true, kIgnoreComments);
}

std::string json_excerpt(const json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  constexpr std::size_t kLongest = 60;
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() <= kLongest) return text;
  std::size_t cut = kLongest;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80) --cut;
  return text.substr(0, cut) + "...";
}

}  // namespace keyrace
