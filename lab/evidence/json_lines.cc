#include "lab/evidence/json_lines.h"

#include <fcntl.h>

#include <fstream>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

constexpr std::size_t kBufferSize = 1 << 16;

void check_header(const std::string& path, const std::string& kind, const nlohmann::json& header) {
  if (header.value("file", "") != kind) {
    throw EvidenceError(path + ":1: not a " + kind + " file: its first line should be " +
                        evidence_header(kind));
  }
  if (header.value("schema", 0) != kEvidenceSchema) {
    throw EvidenceError(path + ":1: schema " + header.value("schema", nlohmann::json()).dump() +
                        " is not known; this program reads schema " +
                        std::to_string(kEvidenceSchema));
  }
}

}  // namespace

std::string evidence_header(const std::string& kind) {
  return nlohmann::ordered_json{{"schema", kEvidenceSchema}, {"file", kind}}.dump() + "\n";
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

void JsonLinesWriter::write(const nlohmann::ordered_json& record) {
  buffer_ += record.dump();
  buffer_ += '\n';
  if (buffer_.size() < kBufferSize) return;
  write_all(fd_, buffer_, path_);
  buffer_.clear();
}

void JsonLinesWriter::close() {
  write_all(fd_, buffer_, path_);
  buffer_.clear();
  check("close " + path_, ::close(std::exchange(fd_, -1)));
}

void read_json_lines(const std::string& path, const std::string& kind,
                     const std::function<void(const nlohmann::json&)>& each) {
  std::ifstream in(path);
  if (!in) throw EvidenceError(path + ": can't be read; is this a run directory?");
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    try {
      const nlohmann::json record = nlohmann::json::parse(line);
      if (number == 1) {
        check_header(path, kind, record);
      } else {
        each(record);
      }
    } catch (const nlohmann::json::exception& error) {
      throw EvidenceError(path + ":" + std::to_string(number) + ": " + error.what());
    }
  }
}

}  // namespace keyrace
