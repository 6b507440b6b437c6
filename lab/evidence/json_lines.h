// Evidence files of one JSON object per line; the first line is the header
// {"schema":1,"file":NAME}.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

namespace keyrace {

inline constexpr int kEvidenceSchema = 1;

// Evidence that is missing or not what it should be: "PATH:LINE: what, and what would be right".
class EvidenceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The header line for a file of `kind` ("keys", "traffic", ...), with its newline.
std::string evidence_header(const std::string& kind);

// Creates `path` with the header; each record is one call. Throws SystemError when the disk is
// full.
class JsonLinesWriter {
 public:
  JsonLinesWriter(const std::string& path, const std::string& kind, unsigned mode = 0600);
  ~JsonLinesWriter();
  JsonLinesWriter(const JsonLinesWriter&) = delete;
  JsonLinesWriter& operator=(const JsonLinesWriter&) = delete;

  void write(const nlohmann::ordered_json& record);
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
