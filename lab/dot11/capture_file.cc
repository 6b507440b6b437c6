#include "lab/dot11/capture_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <streambuf>
#include <system_error>
#include <utility>
#include <vector>

#include "emulator/sys/unique_fd.h"
#include "lab/dot11/capture_input.h"
#include "lab/dot11/gunzip.h"
#include "lab/dot11/octet_source.h"

namespace keyrace {
namespace {

constexpr std::size_t kBufferOctets = 64U << 10;
constexpr std::array<std::uint8_t, 2> kGzipMagic{0x1f, 0x8b};

class FileOctets : public OctetSource {
 public:
  FileOctets(const std::string& path, std::string name)
      : name_(std::move(name)),
        fd_(path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                        : open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (!fd_) fail();
  }

  std::size_t read(std::span<std::uint8_t> out) override {
    ssize_t got = 0;
    do {
      got = ::read(fd_.get(), out.data(), out.size());
    } while (got < 0 && errno == EINTR);
    if (got < 0) fail();
    return static_cast<std::size_t>(got);
  }

 private:
  [[noreturn]] void fail() const {
    throw CaptureError(name_ + ": " + std::generic_category().message(errno));
  }

  std::string name_;
  UniqueFd fd_;
};

// Octets that were read from a source already, then the others.
class Restored : public OctetSource {
 public:
  Restored(std::vector<std::uint8_t> first, std::unique_ptr<OctetSource> rest)
      : first_(std::move(first)), rest_(std::move(rest)) {}

  std::size_t read(std::span<std::uint8_t> out) override {
    if (given_ == first_.size()) return rest_->read(out);
    const std::size_t size = std::min(out.size(), first_.size() - given_);
    std::copy_n(first_.begin() + static_cast<std::ptrdiff_t>(given_), size, out.begin());
    given_ += size;
    return size;
  }

 private:
  std::vector<std::uint8_t> first_;
  std::size_t given_ = 0;
  std::unique_ptr<OctetSource> rest_;
};

std::vector<std::uint8_t> read_magic(OctetSource& source) {
  std::vector<std::uint8_t> magic(kGzipMagic.size());
  std::size_t size = 0;
  while (size < magic.size()) {
    const std::size_t got = source.read(std::span(magic).subspan(size));
    if (got == 0) break;
    size += got;
  }
  magic.resize(size);
  return magic;
}

std::unique_ptr<OctetSource> open_source(const std::string& path, const std::string& name) {
  std::unique_ptr<OctetSource> file = std::make_unique<FileOctets>(path, name);
  const auto magic = read_magic(*file);
  const bool packed = std::ranges::equal(magic, kGzipMagic);
  auto whole = std::make_unique<Restored>(magic, std::move(file));
  if (!packed) return whole;
  return std::make_unique<Gunzip>(std::move(whole), name);
}

class SourceBuffer : public std::streambuf {
 public:
  explicit SourceBuffer(std::unique_ptr<OctetSource> source)
      : source_(std::move(source)), octets_(kBufferOctets) {}

 protected:
  int_type underflow() override {
    char* const start = reinterpret_cast<char*>(octets_.data());
    const std::size_t got = source_->read(octets_);
    setg(start, start, start + got);
    return got == 0 ? traits_type::eof() : traits_type::to_int_type(*start);
  }

 private:
  std::unique_ptr<OctetSource> source_;
  std::vector<std::uint8_t> octets_;
};

}  // namespace

CaptureFile::CaptureFile(const std::string& path)
    : std::istream(nullptr),
      name_(path == "-" ? "standard input" : path),
      buffer_(std::make_unique<SourceBuffer>(open_source(path, name_))) {
  rdbuf(buffer_.get());
  exceptions(std::ios::badbit);  // the source's own words, not just that it failed
}

CaptureFile::~CaptureFile() = default;

}  // namespace keyrace
