#include "lab/dot11/capture_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <streambuf>

#include "lab/dot11/capture_input.h"

namespace keyrace {
namespace {

// gzread takes what is not gzipped as it is.
class GzipBuffer : public std::streambuf {
 public:
  GzipBuffer(int fd, std::string name) : name_(std::move(name)), file_(gzdopen(fd, "rb")) {
    if (file_) gzbuffer(file_, kOctets);
  }
  ~GzipBuffer() override {
    if (file_) gzclose(file_);
  }
  GzipBuffer(const GzipBuffer&) = delete;
  GzipBuffer& operator=(const GzipBuffer&) = delete;

 protected:
  int_type underflow() override {
    const int got = file_ ? gzread(file_, octets_.data(), kOctets) : -1;
    int error = Z_OK;
    const char* why = file_ ? gzerror(file_, &error) : "out of memory";
    // Z_BUF_ERROR: the file ends early.
    if (got < 0 && error != Z_BUF_ERROR) {
      throw CaptureError(name_ + ": " + (error == Z_ERRNO ? std::strerror(errno) : why));
    }
    if (got <= 0) return traits_type::eof();
    setg(octets_.data(), octets_.data(), octets_.data() + got);
    return traits_type::to_int_type(octets_.front());
  }

 private:
  static constexpr unsigned kOctets = 1U << 18;

  std::string name_;
  gzFile file_;
  std::array<char, kOctets> octets_;
};

class GzipStream : public std::istream {
 public:
  GzipStream(int fd, const std::string& name) : std::istream(nullptr), buffer_(fd, name) {
    rdbuf(&buffer_);
    // So that a reason reaches the reader, not just that it failed.
    exceptions(std::ios::badbit);
  }

 private:
  GzipBuffer buffer_;
};

int open_for_reading(const std::string& path) {
  const int fd = path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                             : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw CaptureError(path + ": " + std::strerror(errno));
  struct stat status {};
  if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
    close(fd);
    throw CaptureError(path + ": is a directory; expected a capture");
  }
  return fd;
}

}  // namespace

std::unique_ptr<std::istream> open_capture(const std::string& path) {
  return std::make_unique<GzipStream>(open_for_reading(path), path);
}

}  // namespace keyrace
