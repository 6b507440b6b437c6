// Evidence files of one JSON object per line; the first line is the header
// {"schema":1,"file":NAME}.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace keyrace {

inline constexpr int kEvidenceSchema = 1;

// Evidence that is missing or not what it should be: "PATH:LINE: what, and what would be right".
class EvidenceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The header line for a file of `kind` ("keys", "traffic", ...), with its newline.
std::string evidence_header(const std::string& kind);

// An object that is written as it is made: its members stand in the order in which they were added.
// For records of which a run has some for each frame; building those as JSON values first takes ten
// times as long.
class JsonLine {
 public:
  // name: of letters, digits and '_', and none that is there already.
  template <typename Value>
  JsonLine& add(std::string_view name, const Value& value) {
    text_ += text_.empty() ? "{\"" : ",\"";
    text_ += name;
    text_ += "\":";
    put(value);
    return *this;
  }

  // With its newline.
  std::string text() const;

 private:
  void put(bool value) { text_ += value ? "true" : "false"; }
  void put(std::integral auto value) {
    std::array<char, 24> digits;
    text_.append(digits.data(), std::to_chars(digits.begin(), digits.end(), value).ptr);
  }
  void put(std::string_view value);
  void put(const std::string& value) { put(std::string_view(value)); }
  void put(const char* value) { put(std::string_view(value)); }
  void put(std::nullptr_t) { text_ += "null"; }
  void put(const nlohmann::ordered_json& value) { text_ += value.dump(); }
  template <typename Value>
  void put(const std::optional<Value>& value) {
    value ? put(*value) : put(nullptr);
  }

  std::string text_;
};

// Creates `path` with the header; each record is one call. Throws SystemError when the disk is
// full.
class JsonLinesWriter {
 public:
  JsonLinesWriter(const std::string& path, const std::string& kind, unsigned mode = 0600);
  ~JsonLinesWriter();
  JsonLinesWriter(const JsonLinesWriter&) = delete;
  JsonLinesWriter& operator=(const JsonLinesWriter&) = delete;

  void write(const JsonLine& record);
  // Writes what is buffered; throws when it can't. Without it the destructor tries silently.
  void close();

 private:
  std::string path_;
  int fd_ = -1;
  std::string buffer_;
};

// Throws nlohmann::json::exception, and EvidenceError for lists and objects nested too deeply.
nlohmann::json parse_evidence(const std::string& text);

// Calls back for each line after the header; exceptions of `each` get the place prepended.
void read_json_lines(const std::string& path, const std::string& kind,
                     const std::function<void(const nlohmann::json&)>& each);

}  // namespace keyrace
