// A capture file opened for CaptureReader: plain or packed with gzip, whatever its name says, or
// standard input. Called by verify. Arrow: capture -> verify.
#pragma once

#include <istream>
#include <memory>
#include <string>

namespace keyrace {

class CaptureFile : public std::istream {
 public:
  // path: "-" is standard input, which stays open. Throws CaptureError, here and when it is read:
  // "x.pcap: No such file or directory".
  explicit CaptureFile(const std::string& path);
  ~CaptureFile() override;

  // For messages: the path, or "standard input".
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::unique_ptr<std::streambuf> buffer_;
};

}  // namespace keyrace
