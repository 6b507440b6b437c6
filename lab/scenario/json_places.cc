#include "lab/scenario/json_places.h"

#include <nlohmann/json.hpp>

namespace keyrace {
namespace {

// The text is known to be right, so that only what separates values need be told apart.
class PlaceScanner {
 public:
  explicit PlaceScanner(const std::string& text) : text_(text) {}

  std::map<std::string, int> scan() {
    value(Pointer());
    return std::move(lines_);
  }

 private:
  using Pointer = nlohmann::json::json_pointer;

  char peek() {
    skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  void next() {
    if (text_[at_] == '\n') ++line_;
    ++at_;
  }

  void skip_space() {
    while (at_ < text_.size()) {
      if (text_[at_] == '/') {
        skip_comment();
      } else if (std::string_view(" \t\r\n\xef\xbb\xbf").find(text_[at_]) != std::string::npos) {
        next();
      } else {
        return;
      }
    }
  }

  void skip_comment() {
    const bool block = text_[at_ + 1] == '*';
    const std::size_t end = text_.find(block ? "*/" : "\n", at_ + 2);
    const std::size_t stop = end == std::string::npos ? text_.size() : end + (block ? 2 : 0);
    while (at_ < stop) next();
  }

  std::string string() {
    const std::size_t start = at_;
    for (next(); at_ < text_.size() && text_[at_] != '"'; next()) {
      if (text_[at_] == '\\') next();
    }
    next();
    return nlohmann::json::parse(text_.substr(start, at_ - start));
  }

  void value(const Pointer& pointer) {
    const char first = peek();
    lines_[pointer.to_string()] = line_;
    if (first == '{') {
      members(pointer);
    } else if (first == '[') {
      elements(pointer);
    } else if (first == '"') {
      string();
    } else {
      at_ = std::min(text_.find_first_of(",]}/ \t\r\n", at_), text_.size());
    }
  }

  void members(const Pointer& pointer) {
    for (next(); peek() == '"' || peek() == ',';) {
      if (peek() == ',') next();
      peek();
      const std::string name = string();
      peek();
      next();  // the colon
      value(pointer / name);
    }
    next();
  }

  void elements(const Pointer& pointer) {
    std::size_t index = 0;
    for (next(); peek() != ']' && at_ < text_.size();) {
      if (peek() == ',') next();
      value(pointer / index++);
    }
    next();
  }

  const std::string& text_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::map<std::string, int> lines_;
};

}  // namespace

std::map<std::string, int> lines_of_values(const std::string& text) {
  return PlaceScanner(text).scan();
}

}  // namespace keyrace
