#include "lab/evidence/json_lines.h"

#include <fcntl.h>

#include <algorithm>
#include <fstream>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

constexpr std::size_t kBufferSize = 1 << 16;

// nlohmann's JSON recurses where it copies and writes: deeper nesting could exhaust the stack.
constexpr int kDeepest = 64;

bool is_too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') in_string = !in_string;
    if (in_string) {
      if (c == '\\') ++i;
      continue;
    }
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (depth > kDeepest) return true;
  }
  return false;
}

std::string not_of_kind(const std::string& kind) {
  std::string header = evidence_header(kind);
  header.pop_back();
  return "not a " + kind + " file: its first line should be " + header;
}

void check_header(const std::string& kind, const nlohmann::json& header) {
  if (!header.is_object() || header.value("file", nlohmann::json()) != kind) {
    throw EvidenceError(not_of_kind(kind));
  }
  const nlohmann::json schema = header.value("schema", nlohmann::json());
  if (schema != kEvidenceSchema) {
    throw EvidenceError("schema " + schema.dump() + " is not known; this program reads schema " +
                        std::to_string(kEvidenceSchema));
  }
}

}  // namespace

std::string evidence_header(const std::string& kind) {
  return nlohmann::ordered_json{{"schema", kEvidenceSchema}, {"file", kind}}.dump() + "\n";
}

std::string JsonLine::text() const {
  return text_ + (text_.empty() ? "{}\n" : "}\n");
}

void JsonLine::put(std::string_view value) {
  const bool plain = std::ranges::all_of(
      value, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  if (!plain) {
    text_ += nlohmann::json(value).dump();
    return;
  }
  text_ += '"';
  text_ += value;
  text_ += '"';
}

JsonLinesWriter::JsonLinesWriter(const std::string& path, const std::string& kind, unsigned mode)
    : path_(path),
      fd_(check("open " + path,
                open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode))),
      buffer_(evidence_header(kind)) {}

JsonLinesWriter::~JsonLinesWriter() {
  if (fd_ < 0) return;
  (void)!::write(fd_, buffer_.data(), buffer_.size());
  ::close(fd_);
}

void JsonLinesWriter::write(const JsonLine& record) {
  buffer_ += record.text();
  if (buffer_.size() < kBufferSize) return;
  write_all(fd_, buffer_, path_);
  buffer_.clear();
}

void JsonLinesWriter::close() {
  write_all(fd_, buffer_, path_);
  buffer_.clear();
  check("close " + path_, ::close(std::exchange(fd_, -1)));
}

nlohmann::json parse_evidence(const std::string& text) {
  if (is_too_deep(text)) {
    throw EvidenceError("nested too deeply; at most " + std::to_string(kDeepest) + " levels");
  }
  return nlohmann::json::parse(text);
}

void read_json_lines(const std::string& path, const std::string& kind,
                     const std::function<void(const nlohmann::json&)>& each) {
  std::ifstream in(path);
  if (!in) throw EvidenceError(path + ": can't be read; is this a run directory?");
  std::string line;
  std::size_t number = 1;
  const auto place = [&] { return path + ":" + std::to_string(number) + ": "; };
  for (; std::getline(in, line); ++number) {
    try {
      const nlohmann::json record = parse_evidence(line);
      if (number == 1) {
        check_header(kind, record);
      } else {
        each(record);
      }
    } catch (const nlohmann::json::exception& error) {
      throw EvidenceError(place() + error.what());
    } catch (const EvidenceError& error) {
      throw EvidenceError(place() + error.what());
    }
  }
  if (number == 1) throw EvidenceError(place() + not_of_kind(kind));
}

}  // namespace keyrace
