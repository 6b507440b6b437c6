#include "lab/dot11/capture_input.h"

#include <algorithm>
#include <utility>

namespace keyrace {
namespace {

constexpr std::size_t kBufferOctets = 256U << 10;

}  // namespace

CaptureInput::CaptureInput(std::istream& stream, std::string name)
    : stream_(stream), name_(std::move(name)), buffer_(kBufferOctets) {}

// What the stream has at hand, so that a pipe's packet does not wait for the next ones.
bool CaptureInput::refill() {
  if (cut_) return false;
  try {
    stream_.peek();
    if (stream_.good()) {
      const auto at_hand = std::max<std::streamsize>(1, stream_.rdbuf()->in_avail());
      const auto room = static_cast<std::streamsize>(buffer_.size());
      stream_.read(reinterpret_cast<char*>(buffer_.data()), std::min(at_hand, room));
      ahead_ = ByteSpan(buffer_).first(static_cast<std::size_t>(stream_.gcount()));
    }
  } catch (const CutStream&) {
    cut_ = true;
  }
  if (stream_.bad() && !cut_) fail(offset_, "the read failed", "a readable file");
  return !ahead_.empty();
}

ReadResult CaptureInput::advanced(std::uint64_t got, std::uint64_t wanted) {
  if (got == wanted) return ReadResult::kWhole;
  return got == 0 && !cut_ ? ReadResult::kEnd : ReadResult::kCut;
}

ReadResult CaptureInput::read(std::span<std::uint8_t> out) {
  std::size_t got = 0;
  while (got < out.size() && (!ahead_.empty() || refill())) {
    const std::size_t size = std::min(out.size() - got, ahead_.size());
    std::copy_n(ahead_.begin(), size, out.begin() + static_cast<std::ptrdiff_t>(got));
    ahead_ = ahead_.subspan(size);
    offset_ += size;
    got += size;
  }
  return advanced(got, out.size());
}

ReadResult CaptureInput::view(std::size_t octets, ByteSpan& out) {
  if (octets > ahead_.size()) {
    pieced_.resize(octets);
    out = pieced_;
    return read(pieced_);
  }
  out = ahead_.first(octets);
  ahead_ = ahead_.subspan(octets);
  offset_ += octets;
  return ReadResult::kWhole;
}

ReadResult CaptureInput::skip(std::uint64_t octets) {
  std::uint64_t left = octets;
  while (left > 0 && (!ahead_.empty() || refill())) {
    const std::size_t size = std::min<std::uint64_t>(left, ahead_.size());
    ahead_ = ahead_.subspan(size);
    offset_ += size;
    left -= size;
  }
  return advanced(octets - left, octets);
}

void CaptureInput::fail(std::uint64_t offset, std::string_view problem,
                        std::string_view expected) const {
  throw CaptureError(name_ + ": offset " + std::to_string(offset) + ": " + std::string(problem) +
                     "; expected " + std::string(expected));
}

}  // namespace keyrace
